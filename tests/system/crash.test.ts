/**
 * The crash runner: clients redeem and confirm while signer, server, PostgreSQL or all of it is killed at random moments
 * (kill -9). Afterwards nothing that was acknowledged is lost, nothing exists twice, and every invariant holds. The seed is printed; write it below to repeat a run.
 */
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { fromBase64, fromHex, toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import { toPem } from '@certhall/pki/pem'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serverUrl, signerUrl } from '../bench/approved-cases.ts'
import { askOcsp } from '../journeys/judges.ts'
import { freePort, type PrivateSystem, startPrivateSystem } from '../journeys/private-system.ts'
import { seedCasesWithPast, withDatabase } from './crash-cases.ts'
import { type Crowd, redeemForLong } from './crash-clients.ts'
import { commandOf, descendantsOf, isAlive } from './processes.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const below = (
  (state: number) =>
  (bound: number): number => {
    // Linear congruences (Numerical Recipes): the upper bits are random enough to choose victims.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
)(seed)

const victims = { signer: 'apps/signer/main', server: 'apps/server/main', postgres: 'postgres -D', everything: '' } as const
type Victim = keyof typeof victims

let system: PrivateSystem
let directory: string
const crowd: Crowd = { acknowledged: [], lost: [], retries: 0 }
const killed: Victim[] = []

const start = async (port: number): Promise<PrivateSystem> =>
  startPrivateSystem({ dataDirectory: join(directory, 'data'), port, environment: { CERTHALL_LOG_LEVEL: 'warn' } })

/** Only processes of this system, by their ids. */
const kill = async (victim: Victim): Promise<void> => {
  if (victim !== 'everything') {
    // It may not be back from the last time yet.
    process.kill(
      await vi.waitUntil(() => descendantsOf(system.pid).find((each) => commandOf(each).includes(victims[victim])), {
        timeout: 60_000,
        interval: 20,
      }),
      'SIGKILL',
    )
    return void killed.push(victim)
  }
  killed.push(victim)
  for (const pid of [system.pid, ...descendantsOf(system.pid)]) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  await system.kill()
  system = await start(Number(new URL(system.baseUrl).port))
}

/** Answers to clients after this moment: recovered means that holders get certificates again. */
const makeProgress = async (count: number): Promise<void> => {
  const from = crowd.acknowledged.length
  await vi.waitFor(() => expect(crowd.acknowledged.length).toBeGreaterThanOrEqual(from + count), { timeout: 60_000, interval: 50 })
}
const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

/** Each kind twice, in random order; now and then the next one falls while the system still recovers. */
const killAtRandom = async (): Promise<void> => {
  const order: Victim[] = (Object.keys(victims) as Victim[]).flatMap((victim) => [victim, victim])
  for (let left = order.length - 1; left > 0; left -= 1) {
    const other = below(left + 1)
    ;[order[left], order[other]] = [order[other] ?? 'signer', order[left] ?? 'signer']
  }
  for (const victim of order) {
    if (below(4) > 0) await makeProgress(10 + below(40))
    await pause(below(600))
    await kill(victim)
  }
  await makeProgress(40)
}

beforeAll(async () => {
  process.stderr.write(`crash runner, seed ${seed}\n`)
  directory = mkdtempSync(join(tmpdir(), 'certhall-crash-'))
  system = await start(await freePort())
  const passcodes = await seedCasesWithPast(system, 1_500)
  let isOver = false
  const redeeming = redeemForLong({ baseUrl: system.baseUrl, crowd, below, isOver: () => isOver }, passcodes, 8)
  redeeming.catch(() => {}) // told below
  try {
    await killAtRandom()
  } finally {
    isOver = true
  }
  await redeeming
  // What nobody asked for again is settled by the sweep: 15 s quiet, then a round.
  await vi.waitFor(async () => expect(await unsettled()).toBe(0), { timeout: 60_000, interval: 500 })
}, 480_000)

afterAll(async () => {
  await system.stop()
  rmSync(directory, { recursive: true, force: true })
})

const ask = async <Row extends Record<string, unknown>>(url: string, text: string): Promise<readonly Row[]> =>
  withDatabase(url, async (client) => (await client.query<Row>(text)).rows)
const registered = <Row extends Record<string, unknown>>(text: string) => ask<Row>(serverUrl(system), text)
const ledger = <Row extends Record<string, unknown>>(text: string) => ask<Row>(signerUrl(system), text)

/** Orders without an outcome, certificates of the ledger that have no copy yet, and ends the signer was not told. */
const unsettled = async (): Promise<number> => {
  const copies = new Set(
    (await registered<{ serial: string }>(`select encode(serial_number, 'hex') as serial from ra.certificate`)).map(({ serial }) => serial),
  )
  const signed = await ledger<{ serial: string }>(holders)
  const open = await registered(`select 1 from pgboss.job where name = 'revoke-certificate' and state::text in ('created', 'retry')`)
  return signed.filter(({ serial }) => !copies.has(serial)).length + open.length
}
const holders = `select encode(c.serial_number, 'hex') as serial, encode(d.der, 'hex') as der from ca.certificate c join ca.certificate_der d using (authority_id, serial_number) join ca.issue_order o using (order_id) where o.kind = 'holder'`

const statusOf = async (serial: string, issuer: Uint8Array): Promise<string> => {
  const { subject, spki } = parseCertificate(issuer)
  const certId = encodeCertId('sha1', issuerHashes('sha1', subject.der, spki), fromHex(serial))
  const answer = await fetch(`${system.baseUrl}/ocsp`, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: buildOcspRequest([certId]),
  })
  const response = parseOcspResponse(new Uint8Array(await answer.arrayBuffer()))
  return response.kind === 'basic' ? (response.responses[0]?.status.kind ?? 'none') : response.error
}

describe('after kill -9 of signer, server, PostgreSQL and everything, in the midst of redemptions', () => {
  it('the runner did what it is for', () => {
    expect(killed.length).toBeGreaterThanOrEqual(8)
    expect(new Set(killed).size).toBe(4)
    expect(crowd.retries).toBeGreaterThan(0)
    expect(crowd.acknowledged.length).toBeGreaterThan(100)
  })

  it('every acknowledged certificate is stored on both sides, byte for byte, and verifies', async () => {
    const copies = new Map(
      (
        await registered<{ serial: string; der: string }>(
          `select encode(serial_number, 'hex') as serial, encode(der, 'hex') as der from ra.certificate_der`,
        )
      ).map((row) => [row.serial, row.der]),
    )
    const originals = new Map((await ledger<{ serial: string; der: string }>(holders)).map((row) => [row.serial, row.der]))
    for (const { issued } of crowd.acknowledged) {
      const der = toHex(fromBase64(issued.certificate))
      expect([copies.get(issued.serialNumber), originals.get(issued.serialNumber)]).toEqual([der, der])
      expect(
        new X509Certificate(fromBase64(issued.certificate)).verify(new X509Certificate(fromBase64(issued.chain[0] ?? '')).publicKey),
      ).toBe(true)
    }
    expect([...originals.keys()].filter((serial) => !copies.has(serial))).toEqual([])
    expect([...copies.keys()].filter((serial) => !originals.has(serial))).toEqual([])
  })

  it('each PASSCODE has at most one certificate, and each serial number was drawn once', async () => {
    expect(await registered('select passcode_id from ra.certificate group by passcode_id having count(*) > 1')).toEqual([])
    expect(
      await ledger(`select live_decision_sha256 from ca.issue_order o join ca.certificate c using (order_id) left join ca.revocation r using (authority_id, serial_number)
      where o.kind = 'holder' and r.serial_number is null group by live_decision_sha256 having count(*) > 1`),
    ).toEqual([])
    expect(await ledger('select serial_number from ca.intent group by serial_number having count(*) > 1')).toEqual([])
  })

  it('the ledger has no open intent, and every doubtful one is published as revoked', async () => {
    expect(await ledger(`select order_id from ca.intent where state = 'intended'`)).toEqual([])
    expect(
      await ledger(
        `select order_id from ca.intent i left join ca.revocation r using (authority_id, serial_number) where i.state = 'doubtful' and r.serial_number is null`,
      ),
    ).toEqual([])
    expect(
      await ledger(
        `select i.order_id from ca.intent i full join ca.certificate c using (authority_id, serial_number) where (i.state = 'signed') is distinct from (c.serial_number is not null)`,
      ),
    ).toEqual([])
  })

  it('OCSP says good for what was confirmed, and revoked for doubt and for what was given up', async () => {
    const issuer = fromBase64(crowd.acknowledged[0]?.issued.chain[0] ?? '')
    const told = new Set(
      (
        await registered<{ serial: string }>(
          `select data->>'serialNumber' as serial from pgboss.job where name = 'revoke-certificate' and state::text = 'completed'`,
        )
      ).map(({ serial }) => serial),
    )
    const doubtful = await ledger<{ serial: string }>(
      `select encode(serial_number, 'hex') as serial from ca.intent where state = 'doubtful'`,
    )
    const confirmed = crowd.acknowledged.filter(({ end }) => end === 'confirmed').slice(-60)
    const ended = crowd.acknowledged.filter(({ end, issued }) => end === 'ended' && told.has(issued.serialNumber))
    for (const { issued } of confirmed) expect(await statusOf(issued.serialNumber, issuer)).toBe('good')
    for (const serial of [...doubtful.map((row) => row.serial), ...ended.map(({ issued }) => issued.serialNumber)])
      expect(await statusOf(serial, issuer)).toBe('revoked')
    process.stderr.write(
      `crash runner: ${crowd.acknowledged.length} acknowledged, ${crowd.retries} retries, ${doubtful.length} doubtful, ${ended.length} given up, ${crowd.lost.length} codes lost to doubt; killed ${killed.join(', ')}\n`,
    )
    const [last] = confirmed
    const files = {
      root: join(directory, 'root.pem'),
      issuing: join(directory, 'issuing.pem'),
      certificate: join(directory, 'holder.pem'),
      ocspUrl: `${system.baseUrl}/ocsp`,
    }
    for (const [path, der] of [
      [files.root, last?.issued.chain[1]],
      [files.issuing, last?.issued.chain[0]],
      [files.certificate, last?.issued.certificate],
    ] as const)
      writeFileSync(path, toPem('CERTIFICATE', fromBase64(der ?? '')))
    askOcsp(files, 'good')
  })

  it('all invariants hold, the audit chain among them', () => {
    const run = spawnSync(process.execPath, ['apps/cli/main.ts', 'invariants', '--json'], {
      cwd: join(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', CERTHALL_DATA: system.dataDirectory },
    })
    const report = JSON.parse(run.stdout || '{}') as { results?: { invariant: string; ok: boolean | null; examples: string[] }[] }
    expect((report.results ?? [{ invariant: 'none', ok: false, examples: [run.stderr] }]).filter(({ ok }) => ok !== true)).toEqual([])
    expect(run.status).toBe(0)
  })
})
