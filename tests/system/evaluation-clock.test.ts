import type { lookupResponse } from '@certhall/contract/application/api'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fromBase64, toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import { superuserUrl, withClient } from '@certhall/store/postgres/roles'
import { chooseRunDirectory } from '@certhall/store/postgres/run-directory'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as z from 'zod'
import { daysAhead } from '../../apps/portal/evaluation/clock.ts'
import { beijingDate } from '../../apps/portal/plain/beijing-time.ts'
import { type Language, launchChromium, openPerson, picture, scrollsSideways, seriousFindings, settle } from '../browser/chromium.ts'
import { planOf } from '../browser/plans.ts'
import { apply } from '../journeys/applicant.ts'
import { dayMs, moveClock, readClock } from '../journeys/evaluation-clock.ts'
import { download } from '../journeys/holder.ts'
import { awaitMessage } from '../journeys/outbox.ts'
import { type PrivateSystem, startPrivateSystem, tokenOf } from '../journeys/private-system.ts'
import { fetchBytes } from '../journeys/relying-party.ts'
import { openSession, type Session } from '../journeys/session.ts'
import { enrol, type StaffMember } from '../journeys/staff-member.ts'

let system: PrivateSystem
let applicant: Session
let reviewer: StaffMember
let issuer: StaffMember

beforeAll(async () => {
  system = await startPrivateSystem()
  applicant = openSession(system.baseUrl)
  reviewer = await enrol(system.baseUrl, tokenOf(system, 'reviewer'))
  issuer = await enrol(system.baseUrl, tokenOf(system, 'issuer'))
})

afterAll(() => system.stop())

const passcodeFor = async (n: number): Promise<string> => {
  const applicationNo = await apply(system.baseUrl, planOf(n))
  await reviewer.approve(applicationNo)
  await issuer.sendPasscode(applicationNo)
  const message = await awaitMessage(
    applicant,
    (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
  )
  return message.codes.find((code) => code.length >= 20) ?? ''
}

const rows = async (database: string, text: string): Promise<readonly unknown[]> =>
  withClient(
    superuserUrl(join(chooseRunDirectory(system.dataDirectory), 'postgres'), database),
    async (client) => (await client.query(text)).rows as unknown[],
  )

const certhall = (given: readonly string[], environment: Readonly<Record<string, string>> = {}): string => {
  const env = { PATH: process.env['PATH'] ?? '', CERTHALL_DATA: system.dataDirectory, ...environment }
  return execFileSync(process.execPath, ['apps/cli/main.ts', ...given], {
    cwd: join(import.meta.dirname, '../..'),
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const skewMs = 60_000

describe('the clock of an evaluation', () => {
  it('refuses to go back, to stand still, and past its limit', async () => {
    await expect(moveClock(system.baseUrl, { to: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ status: 409, code: 'state.clock-back' })
    await expect(moveClock(system.baseUrl, { to: '2100-01-01T00:00:00Z' })).rejects.toMatchObject({
      status: 422,
      code: 'input.clock-range',
    })
    await expect(openSession(system.baseUrl).post('/evaluation/clock', { byMs: -dayMs })).rejects.toMatchObject({ status: 422 })
    expect((await readClock(system.baseUrl)).offsetMs).toBe(0)
  })

  it('moved by forty days, ends what has run out, in every process, and publishes anew', async () => {
    const { issued, confirm } = await download(system.baseUrl, await passcodeFor(901), '时钟-test-2026!')
    await confirm()
    const kept = await passcodeFor(902)
    const { selection, code } = planOf(903)
    const looked = await applicant.post<z.infer<typeof lookupResponse>>('/lookups', {
      ...selection,
      code,
      captcha: await applicant.captcha(),
    })
    expect(await rows('certhall', `select 1 from ra.draft where draft_id = '${looked.draftId}'`)).toHaveLength(1)
    const [leaf, above] = [issued.certificate, issued.chain[0] ?? ''].map((each) => parseCertificate(fromBase64(each)))
    if (leaf === undefined || above === undefined) throw new Error('no chain')
    const request = buildOcspRequest([encodeCertId('sha256', issuerHashes('sha256', above.subject.der, above.spki), leaf.serial)])
    const ask = async () => parseOcspResponse(await fetchBytes(issued.ocspUrl, request))
    const before = await ask()
    const listed = parseCrl(await fetchBytes(issued.crlUrl))
    expect(before).toMatchObject({ kind: 'basic', responses: [{ status: { kind: 'good' } }] })

    const realMs = Date.now()
    const view = await moveClock(system.baseUrl, { byMs: 40 * dayMs })
    const wantedMs = realMs + 40 * dayMs
    expect(Date.parse(view.now)).toBeGreaterThanOrEqual(wantedMs)

    // The answer kept before the jump is out of time, and so is the delegate of seven days: nothing older may be said again.
    const fresh = await vi.waitFor(
      async () => {
        const answer = await ask()
        expect(answer.kind).toBe('basic')
        if (answer.kind !== 'basic') throw new Error('no answer yet')
        expect(answer.responses[0]?.thisUpdateMs).toBeGreaterThanOrEqual(wantedMs - skewMs)
        return answer
      },
      { timeout: 10_000, interval: 20 },
    )
    expect(fresh.responses[0]).toMatchObject({ status: { kind: 'good' } })
    const delegate = parseCertificate(fresh.certificates[0] ?? new Uint8Array())
    expect(delegate.notAfterMs).toBeGreaterThan(wantedMs + dayMs)
    const newList = await vi.waitFor(
      async () => {
        const list = parseCrl(await fetchBytes(issued.crlUrl))
        expect(list.thisUpdateMs).toBeGreaterThanOrEqual(wantedMs - skewMs)
        return list
      },
      { timeout: 30_000, interval: 50 },
    )
    expect(newList.crlNumber).toBeGreaterThan(listed.crlNumber)

    await expect(openSession(system.baseUrl).post('/passcodes/check', { passcode: kept })).rejects.toMatchObject({
      code: 'state.passcode-expired',
    })
    await expect(applicant.get(`/drafts/${looked.draftId}`)).rejects.toMatchObject({ status: 401, code: 'auth.session-expired' })
    await expect(reviewer.session.get('/desk/session')).rejects.toMatchObject({ status: 401 })
    await vi.waitFor(
      async () => {
        expect(await rows('certhall', `select 1 from ra.draft where draft_id = '${looked.draftId}'`)).toHaveLength(0)
        expect(await rows('certhall', `select 1 from ra.passcode where state = 'delivered'`)).toHaveLength(0)
      },
      { timeout: 5_000, interval: 50 },
    )
    expect(toHex(delegate.serial)).not.toBe(
      before.kind === 'basic' ? toHex(parseCertificate(before.certificates[0] ?? new Uint8Array()).serial) : '',
    )
  })

  it('is shown and moved from the terminal, and in production by nobody', async () => {
    const { offsetMs } = await readClock(system.baseUrl)
    expect(JSON.parse(certhall(['clock', 'advance', '2d', '--json']))).toMatchObject({ offsetMs: offsetMs + 2 * dayMs })
    await vi.waitFor(async () => expect((await readClock(system.baseUrl)).offsetMs).toBe(offsetMs + 2 * dayMs), {
      timeout: 1_000,
      interval: 20,
    })
    expect(() => certhall(['clock', 'to', '2026-01-01'])).toThrowError(/state\.clock-back/)
    const production = { CERTHALL_MODE: 'production', CERTHALL_PUBLIC_URL: 'https://hall.example' }
    expect(() => certhall(['clock', 'advance', '1d'], production)).toThrowError(/policy\.evaluation-only/)
    expect(certhall(['clock'])).toContain(`ahead of real time by ${(offsetMs / dayMs + 2).toFixed(2)} days`)
    const answer = await fetch(`${system.baseUrl}/api/v1/hall`)
    expect(Date.parse(answer.headers.get('date') ?? '')).toBeGreaterThan(Date.now() + offsetMs + dayMs)
  })

  it.each([
    ['zh', '向前 1 天', '拨到这一天', '评估时钟只能向前拨'],
    ['en', 'Forward 1 day', 'Move to this day', 'The evaluation clock only goes forward'],
  ] as const)('is seen on every page and moved on one, in %s', async (language: Language, forward, goTo, refused) => {
    const { offsetMs } = await readClock(system.baseUrl)
    const browser = await launchChromium()
    try {
      const { page, complaints } = await openPerson(browser, language, language === 'zh' ? 'wide' : 'narrow')
      await page.goto(`${system.baseUrl}/outbox`)
      await settle(page)
      await page.locator('summary.clock__head').click()
      await page.getByRole('button', { name: forward }).click()
      await page
        .locator('.banner')
        .filter({ hasText: String(daysAhead(offsetMs + dayMs)) })
        .waitFor()
      // Today's first moment has passed, wherever the clock stands.
      await page.locator('input[type=date]').fill(beijingDate((await readClock(system.baseUrl)).now))
      await page.getByRole('button', { name: goTo }).click()
      await page.getByText(refused).waitFor()
      await settle(page)
      await picture(page, 'evaluation-clock', language)
      expect(await seriousFindings(page)).toEqual([])
      expect(await scrollsSideways(page)).toBe(false)
      expect((await readClock(system.baseUrl)).offsetMs).toBe(offsetMs + dayMs)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it('is the same after a restart, and without its row nothing starts', async () => {
    const { offsetMs } = await readClock(system.baseUrl)
    await system.restart({})
    expect((await readClock(system.baseUrl)).offsetMs).toBe(offsetMs)
    await rows('certhall_ca', 'delete from ca.evaluation_clock')
    await expect(system.restart({})).rejects.toThrow('internal.evaluation-clock')
  })
})
