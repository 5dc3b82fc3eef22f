import { generateKeyPairSync } from 'node:crypto'
import { systemRandom } from '@certhall/kernel/random'
import { auditRecord } from '@certhall/store/ra/audit-record'
import { invariantRecord } from '@certhall/store/ra/invariant'
import { bindUkey } from '../ukey/bind-ukey.ts'
import { approve, csrOf, enrolStaffVisitor, openVisitor, readPasscode, release, until } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall, submitSample } from '@certhall/testkit/hall'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkInvariants, everything } from './check-invariants.ts'

/** One case with a certificate; the tests break it behind the programs and put it right again. */
const applicationNo = 'A2026-000701'
let hall: Hall

beforeAll(async () => {
  hall = await startHall()
  const [reviewer, issuer] = [
    await enrolStaffVisitor(hall.server, hall.tokens['reviewer']?.[0] ?? ''),
    await enrolStaffVisitor(hall.server, hall.tokens['issuer']?.[0] ?? ''),
  ]
  const holder = openVisitor(hall.server)
  await submitSample(hall, { applicationNo })
  await hall.server.grounds.transaction(({ documents }) =>
    documents.add(
      { applicationNo },
      {
        documentId: systemRandom.uuid(),
        kind: 'other',
        fileName: 'a.pdf',
        mediaType: 'application/pdf',
        sizeBytes: 3,
        sha256: abc,
        uploadedAt: '',
        uploadedAtMs: 1,
      },
      new TextEncoder().encode('abc'),
    ),
  )
  await approve(reviewer, applicationNo)
  await release(issuer, applicationNo)
  expect(await issuer.post('/desk/ukeys/receipts', { modelId: 'certhall-software-ukey', serialNumbers: ['A1', 'A2', 'A3'] })).toMatchObject(
    { body: { received: 3 } },
  )
  await issuer.post('/desk/ukeys/allocations', { modelId: 'certhall-software-ukey', serialNumbers: ['A1'], place: '天河' })
  await hall.server.grounds.transaction((tx) =>
    bindUkey(tx, {
      token: { modelId: 'certhall-software-ukey', serialNumber: 'B1' },
      applicationNo,
      actor: { kind: 'holder', source: 'here' },
      atMs: hall.server.grounds.clock.nowMs(),
    }),
  )
  const passcode = await readPasscode(holder, applicationNo)
  const csr = await csrOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
  await until(async () => ((await holder.post('/passcodes/redeem', { passcode, csr })).status === 200 ? true : undefined))
  await until(async () => ((await run(`select 1 from ra.notice where state <> 'sent'`)).length === 0 ? true : undefined))
})
afterAll(() => hall.drop())

const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const run = async (statement: string) => (await sql.raw(statement).execute(hall.server.grounds.database.kysely)).rows
const broken = async (): Promise<readonly string[]> => {
  const { grounds } = hall.server
  const check = checkInvariants({
    ...grounds,
    invariants: invariantRecord(grounds.database.kysely),
    record: auditRecord(grounds.database.kysely),
    auditPublicKey: null,
    authority: grounds.signer,
    approvalDays: 90,
  })
  return (await check({ ...everything, ordersQuietMs: -1 }))
    .filter(({ ok }) => ok !== true)
    .map(({ invariant, ok }) => (ok === null ? `${invariant} unchecked` : invariant))
}

const slipped = '00000000-0000-4000-8000-000000000023'
/** A finished application on the certificate that is there, as nobody could have finished it. */
const finished = (type: string, reason: string): string => `
  insert into ra.application select (jsonb_populate_record(a, jsonb_build_object('application_id', '${slipped}', 'application_no', 'A2026-999999', 'idempotency_key', '${slipped}',
    'draft_id', null, 'application_type', '${type}', 'state', 'completed', 'target_authority_id', c.authority_id, 'target_serial_number', c.serial_number,
    'follow_up_reason', '${reason}'))).* from ra.application a, ra.certificate c limit 1`
const unfinished = `delete from ra.application where application_no = 'A2026-999999'`

/** What is done, what must be seen, how it is undone. */
const plantings: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'a certificate outlives its code',
    `update ra.passcode set state = 'voided', ended_at = created_at`,
    `update ra.passcode set state = 'redeeming', ended_at = null`,
    ['I01', 'I21', 'I22'],
  ],
  [
    'octets are exchanged',
    `update ra.certificate_der set der = set_byte(der, 300, get_byte(der, 300) # 1)`,
    `update ra.certificate_der set der = set_byte(der, 300, get_byte(der, 300) # 1)`,
    ['I02', 'I05'],
  ],
  [
    'a snapshot is changed after it was signed',
    `update ra.application set snapshot = replace(snapshot, '广州', '深圳')`,
    `update ra.application set snapshot = replace(snapshot, '深圳', '广州')`,
    ['I05'],
  ],
  [
    'one person signs both',
    `update ra.release set person_id = (select person_id from ra.decision)`,
    `update ra.release set person_id = (text::jsonb->>'personId')::uuid`,
    ['I09'],
  ],
  ['an unfreeze leaves the frozen one alive', finished('unfreeze', 'mediumFound'), unfinished, ['I09', 'I13']],
  ['a lost certificate is still good', finished('replace', 'mediumLost'), unfinished, ['I14', 'I22']],
  [
    'a login outlives its certificate',
    `with frozen as (update ra.certificate set state = 'frozen' returning certificate_sha256)
       insert into ra.session (sid_sha256, kind, content, created_at, expires_at, certificate_sha256) select '\\x01', 'hall', '{}', '2026-11-23', '2026-11-24', certificate_sha256 from frozen`,
    `with gone as (delete from ra.session where sid_sha256 = '\\x01') update ra.certificate set state = 'valid'`,
    ['I16', 'I22'],
  ],
  [
    'a hold is lifted',
    `insert into ra.audit_event (event_id, occurred_at, type, actor_kind, actor_name, source, application_no, state_before, state_after, detail)
       select '${slipped}', '2026-11-23', 'certificate.frozen', 'system', 'nobody', 'local', application_no, 'frozen', 'valid', jsonb_build_object('serialNumber', encode(serial_number, 'hex')) from ra.certificate`,
    `delete from ra.audit_event where event_id = '${slipped}'`,
    ['I12', 'I23'],
  ],
  [
    'a used code is live again',
    `update ra.passcode set bound_spki_sha256 = null`,
    `update ra.passcode p set bound_spki_sha256 = c.spki_sha256 from ra.certificate c`,
    ['I10'],
  ],
  [
    'a confirmation waits for ever',
    `update ra.certificate set stored_at = stored_at - interval '20 days'`,
    `update ra.certificate set stored_at = stored_at + interval '20 days'`,
    ['I21'],
  ],
  [
    'an approval waits for ever',
    `with p as (update ra.passcode set application_no = 'elsewhere'), r as (update ra.release set application_no = 'elsewhere')
       update ra.application set changed_at = changed_at - interval '91 days'`,
    `with p as (update ra.passcode set application_no = '${applicationNo}'), r as (update ra.release set application_no = '${applicationNo}')
       update ra.application set changed_at = changed_at + interval '91 days'`,
    ['I21', 'I22'],
  ],
  [
    'a renewed certificate outlives its overlap',
    `update ra.certificate set ends_at = stored_at - interval '2 hours'`,
    `update ra.certificate set ends_at = null`,
    ['I15'],
  ],
  [
    'a case is moved without an event',
    `update ra.application set state = 'underReview'`,
    `update ra.application set state = 'approved'`,
    ['I10', 'I21', 'I22'],
  ],
  [
    'an event is rewritten',
    `update ra.audit_event set source = 'elsewhere' where type = 'application.approved'`,
    `update ra.audit_event set source = '127.0.0.1' where type = 'application.approved'`,
    ['I23'],
  ],
  [
    'an event is slipped in behind the sequencer',
    `insert into ra.audit_event (event_id, occurred_at, type, actor_kind, actor_name, source, application_no, detail)
       select '${slipped}', '2026-11-23', 'document.viewed', 'system', 'nobody', 'local', application_no, '{}' from ra.application`,
    `delete from ra.audit_event where event_id = '${slipped}'`,
    ['I23'],
  ],
  [
    'an event is gone before its turn',
    `insert into ra.audit_waiting values ('2026-11-22', '${slipped}')`,
    `delete from ra.audit_waiting where event_id = '${slipped}'`,
    ['I23'],
  ],
  ['a notice loses its job', `update ra.notice set state = 'queued'`, `update ra.notice set state = 'sent'`, ['I28']],
  [
    'a UKEY is moved without a movement',
    `update ra.ukey set state = 'scrapped' where serial_number = 'A2'`,
    `update ra.ukey set state = 'inStock' where serial_number = 'A2'`,
    ['I35'],
  ],
  [
    'a UKEY is moved to another place without a movement',
    `update ra.ukey set place = 'x' where serial_number = 'A1'`,
    `update ra.ukey set place = '天河' where serial_number = 'A1'`,
    ['I35'],
  ],
  [
    'a movement is rewritten',
    `update ra.ukey_movement set to_account = 'scrapped' where serial_number = 'A1' and number = 1`,
    `update ra.ukey_movement set to_account = 'inStock' where serial_number = 'A1' and number = 1`,
    ['I35'],
  ],
  [
    'a UKEY and its books are gone but for where it came from',
    `delete from ra.ukey_movement where serial_number = 'A3'`,
    `insert into ra.ukey_movement (model_id, serial_number, number, from_account, to_account, moved_at) values ('certhall-software-ukey', 'A3', 1, 'supplier', 'inStock', '2026-11-23')`,
    ['I35'],
  ],
  ['a paper’s hash is changed', `update ra.document set sha256 = repeat('0', 64)`, `update ra.document set sha256 = '${abc}'`, ['I29']],
]

describe('the sweeper', () => {
  it('finds nothing in a hall that works', async () => {
    expect(await broken()).toEqual([])
  })

  it.each(plantings)('sees when %s', async (_name, plant, undo, expected) => {
    await run(plant)
    const seen = await broken()
    await run(undo)
    for (const invariant of expected) expect(seen).toContain(invariant)
    if (expected.length === 1) expect(seen).toEqual(expected)
    expect(await broken()).toEqual([])
  })

  it('says that it could not look into the ledger when the signer is silent', async () => {
    await hall.killSigner()
    expect(await broken()).toEqual(['I01 unchecked', 'I02 unchecked'])
    await hall.startSigner()
  })
})
