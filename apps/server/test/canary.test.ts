import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { fillDraft, openApplicant, submission } from '@certhall/testkit/applicant-visitor'
import {
  approve,
  csrOf,
  enrolStaffVisitor,
  openVisitor,
  readPasscode,
  release,
  sha256,
  signStatement,
  until,
} from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import { sampleForm } from '@certhall/testkit/sample-form'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const mobile = '13977312846'
const email = 'canary.chen@example.cn'
const idNumber = 'E73912846'

let hall: Hall
const lines: string[] = []
const canaries = new Map<string, string>()
/** Six digits stand by chance in longer numbers and digests: a code counts where nothing of the kind is around it. */
const codes: string[] = []

beforeAll(async () => {
  hall = await startHall({ log: jsonLog('server', (line) => void lines.push(line), systemClock.nowMs, 'debug') })
  await liveOneStory(hall)
}, 240_000)
afterAll(() => hall.drop())

/** The whole main path with its refusals: wrong codes, a wrong PASSCODE, a silent signer, a forged login. */
const liveOneStory = async ({ server, tokens, dataDirectory, killSigner, startSigner }: Hall): Promise<void> => {
  const holder = openVisitor(server)
  const applicant = openApplicant(server)
  const sample = sampleForm(901)
  const draftId = await fillDraft(applicant, {
    ...sample,
    contact: { ...sample.contact, mobile, email },
    agent: { ...sample.agent, mobile, idNumber },
  })
  await applicant.ask('POST', `/drafts/${draftId}/contact-codes/check`, { channel: 'mobile', code: '000000' })
  const { applicationNo } = (await submission(applicant, draftId)).body
  const reviewer = await enrolStaffVisitor(server, tokens['reviewer']?.[0] ?? '')
  const issuer = await enrolStaffVisitor(server, tokens['issuer']?.[0] ?? '')
  await openVisitor(server).post('/desk/enrolments', {
    token: tokens['reviewer']?.[0],
    csr: await csrOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  })
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  const passcode = await readPasscode(holder, applicationNo)
  await until(async () => ((await holder.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  await killSigner()
  await holder.post('/passcodes/redeem', { passcode, csr: await csrOf(key) })
  await startSigner()
  const { body } = await holder.post('/passcodes/redeem', { passcode, csr: await csrOf(key) })
  const text = canonicalJson({
    format: 'certhall.install-confirmation.v1',
    serialNumber: body.serialNumber,
    certificateSha256: sha256(fromBase64(body.certificate)),
  })
  expect((await holder.post('/passcodes/confirm', { passcode, text, signature: signStatement(key, text) })).body.state).toBe('used')
  const { body: outbox } = await holder.get('/outbox')
  codes.push(
    ...(outbox.messages as { kind: string; codes: string[] }[]).filter(({ kind }) => kind === 'contact-code').flatMap((each) => each.codes),
  )
  const parsed = parsePasscode(passcode)
  canaries
    .set('PASSCODE', passcode)
    .set('PASSCODE without hyphens', passcode.replaceAll('-', ''))
    .set('secret of the PASSCODE', parsed.ok ? parsed.value.secret : passcode)
  canaries.set('mobile', mobile).set('e-mail', email).set('identity number', idNumber)
  for (const [role, ofRole] of Object.entries(tokens))
    for (const [index, token] of ofRole.entries()) canaries.set(`enrolment token ${role} ${index}`, token)
  const secrets = join(dataDirectory, 'secrets')
  for (const name of readdirSync(secrets)) addKey(name, new Uint8Array(readFileSync(join(secrets, name))))
}

const addKey = (name: string, octets: Uint8Array): void => {
  canaries
    .set(`${name} in hexadecimal`, toHex(octets))
    .set(`${name} in base64`, toBase64(octets))
    .set(`${name} in base64url`, toBase64Url(octets))
  if (name.endsWith('passphrase')) canaries.set(name, new TextDecoder().decode(octets).trim())
}

const finds = (text: string): string[] => [
  ...[...canaries].filter(([, value]) => text.includes(value) || text.includes(toHex(utf8(value)))).map(([name]) => name),
  ...codes.filter((code) => new RegExp(`(?<![0-9A-Za-z.:-])${code}(?![0-9A-Za-z.:-])`).test(text)).map(() => 'contact code'),
]

describe('a whole story, told with all its secrets', () => {
  it('leaves none of them in the log, although every line was written', () => {
    expect(lines.some((line) => line.includes('request refused'))).toBe(true)
    expect(lines.some((line) => line.includes('request failed'))).toBe(true)
    expect(finds(lines.join(''))).toEqual([])
  })

  it('leaves none of them readable in any table but the outbox of evaluation mode', async () => {
    const { kysely } = hall.server.grounds.database
    const { rows } = await sql<{
      name: string
    }>`select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('ra', 'pgboss') and table_type = 'BASE TABLE'`.execute(
      kysely,
    )
    const names = rows.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'ra.audit_event',
        'ra.notice',
        'ra.session',
        'ra.draft',
        'ra.application',
        'ra.contact_code',
        'ra.passcode',
        'pgboss.job',
        'ra.outbox_sink',
      ]),
    )
    const found: string[] = []
    for (const name of names) {
      const { rows: texts } = await sql<{
        text: string
      }>`select coalesce(string_agg(to_jsonb(t)::text, chr(10)), '') as text from ${sql.raw(name)} as t`.execute(kysely)
      found.push(...finds(texts[0]?.text ?? '').map((canary) => `${name}: ${canary}`))
    }
    expect(new Set(found)).toEqual(
      new Set(['ra.outbox_sink: PASSCODE', 'ra.outbox_sink: mobile', 'ra.outbox_sink: e-mail', 'ra.outbox_sink: contact code']),
    )
  })
})
