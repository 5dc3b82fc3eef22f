import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { displayPasscode, generatePasscode } from '@certhall/contract/passcode/passcode-code'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { toBase64, toBase64Url } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { hmacPepper } from '@certhall/ra/evidence-sealer'
import { sampleCodes } from '@certhall/testkit/sample-codes'
import pg from 'pg'
import type { PrivateSystem } from '../journeys/private-system.ts'
import { tokenOf } from '../journeys/private-system.ts'
import { openSession } from '../journeys/session.ts'

/** A released case, ready to be redeemed: everything the signer will check is really signed by enrolled staff. */
export interface ReadyCase {
  readonly passcode: string
  /** base64 DER, by a key of its own. */
  readonly csr: string
}

interface Staff {
  readonly personId: string
  readonly certificate: string
  readonly certificateSha256: string
  readonly key: KeyObject
}

/** Writes `count` approved and released cases straight into the registration tables: only what follows is to be measured. */
export const seedApprovedCases = async (system: PrivateSystem, count: number): Promise<readonly ReadyCase[]> => {
  const [reviewer, issuer] = [await enrol(system, 'reviewer'), await enrol(system, 'issuer')]
  const pepper = hmacPepper(new Uint8Array(readFileSync(join(system.dataDirectory, 'secrets', 'passcode-pepper'))))
  const client = new pg.Client({ connectionString: serverUrl(system) })
  await client.connect()
  const ready: ReadyCase[] = []
  try {
    for (let from = 0; from < count; from += 500) {
      const rows = await Promise.all(
        Array.from({ length: Math.min(500, count - from) }, (_, index) => makeCase(from + index, reviewer, issuer)),
      )
      await client.query('BEGIN')
      await insert(
        client,
        'application',
        rows.map((row) => row.application),
      )
      await insert(
        client,
        'decision',
        rows.map((row) => row.decision),
      )
      await insert(
        client,
        'release',
        rows.map((row) => row.release),
      )
      await insert(
        client,
        'passcode',
        rows.map(({ passcode, code }) => ({
          ...passcode,
          locator: code.locator,
          secret_hmac: `\\x${Buffer.from(pepper.digest('passcode', `${code.locator}${code.secret}`)).toString('hex')}`,
        })),
      )
      await client.query('COMMIT')
      ready.push(...rows.map(({ code, csr }) => ({ passcode: displayPasscode(code), csr })))
    }
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
  return ready
}

/** The registration database of a private system with the embedded cluster. */
export const serverUrl = (system: PrivateSystem): string => embeddedUrl(system, 'certhall_server', 'certhall')
export const signerUrl = (system: PrivateSystem): string => embeddedUrl(system, 'certhall_signer', 'certhall_ca')

const embeddedUrl = (system: PrivateSystem, role: string, database: string): string => {
  const { password } = JSON.parse(readFileSync(join(system.dataDirectory, 'secrets', `database-${role}.json`), 'utf8')) as {
    password: string
  }
  return `postgresql://${role}:${password}@/${database}?host=${encodeURIComponent(join(system.dataDirectory, 'run', 'postgres'))}`
}

const enrol = async (system: PrivateSystem, role: 'reviewer' | 'issuer'): Promise<Staff> => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const csr = await requestFor(privateKey, publicKey)
  const session = openSession(system.baseUrl)
  const enrolled = await session.post<{ personId: string; certificate: string }>('/desk/enrolments', { token: tokenOf(system, role), csr })
  return {
    personId: enrolled.personId,
    certificate: enrolled.certificate,
    certificateSha256: sha256(Buffer.from(enrolled.certificate, 'base64')),
    key: privateKey,
  }
}

const requestFor = async (privateKey: KeyObject, publicKey: KeyObject): Promise<string> =>
  toBase64(
    await buildCsr({
      spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
      subject: [],
      sign: async (bytes) => new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    }),
  )

const makeCase = async (index: number, reviewer: Staff, issuer: Staff) => {
  const nowMs = Date.now()
  const at = new Date(nowMs).toISOString()
  const applicationNo = `A2099-${String(index + 1).padStart(6, '0')}`
  const { orgCode, uscc } = sampleCodes(index)
  const snapshot = canonicalJson({
    format: 'certhall.application-snapshot.v1',
    applicationNo,
    revision: 1,
    applicationType: 'new',
    projectId: 'tendering',
    certificateType: 'organization',
    profileId: 'organization-ec',
    medium: 'p12',
    keyAlgorithm: 'ecdsa-p256',
    validityDays: 365,
    subject: {
      country: 'CN',
      province: '广东省',
      city: '广州市',
      organization: `测试第${index}有限公司`,
      organizationalUnit: null,
      commonName: `测试第${index}有限公司`,
    },
    identity: { uscc, orgCode },
    email: null,
    formSha256: sha256(applicationNo),
    evidence: [],
  })
  const decisionText = canonicalJson({
    format: 'certhall.review-decision.v1',
    applicationNo,
    revision: 1,
    decision: 'approve',
    snapshotSha256: sha256(snapshot),
    rejectReason: null,
    returnedItems: [],
    remark: '',
    personId: reviewer.personId,
    certificateSha256: reviewer.certificateSha256,
    preparedAtMs: nowMs,
  })
  const releaseId = randomUUID()
  const releaseText = canonicalJson({
    format: 'certhall.passcode-release.v1',
    releaseId,
    applicationNo,
    revision: 1,
    snapshotSha256: sha256(snapshot),
    decisionSha256: sha256(decisionText),
    channel: 'sms',
    target: '138****8000',
    resendReason: null,
    personId: issuer.personId,
    certificateSha256: issuer.certificateSha256,
    preparedAtMs: nowMs,
  })
  const signed = (staff: Staff, text: string) => ({
    text,
    text_sha256: sha256(text),
    certificate: staff.certificate,
    person_id: staff.personId,
    signature: toBase64Url(new Uint8Array(sign('sha256', Buffer.from(text), { key: staff.key, dsaEncoding: 'ieee-p1363' }))),
  })
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    code: generatePasscode(systemRandom),
    csr: await requestFor(privateKey, publicKey),
    application: {
      application_id: randomUUID(),
      application_no: applicationNo,
      application_type: 'new',
      state: 'approved',
      version: 3,
      revision: 1,
      channel: 'online',
      language: 'zh',
      project_id: 'tendering',
      certificate_type: 'organization',
      profile_id: 'organization-ec',
      key_algorithm: 'ecdsa-p256',
      medium: 'p12',
      org_code: orgCode,
      uscc,
      organization_name: `测试第${index}有限公司`,
      form_sealed: '\\x00',
      mobile_hmac: '\\x00',
      snapshot,
      snapshot_sha256: sha256(snapshot),
      consents: [],
      passcode_channel: 'sms',
      idempotency_key: randomUUID(),
      submitted_at: at,
      due_at: at,
      changed_at: at,
    },
    decision: {
      decision_id: randomUUID(),
      application_no: applicationNo,
      revision: 1,
      decision: 'approve',
      decided_at: at,
      ...signed(reviewer, decisionText),
    },
    release: {
      release_id: releaseId,
      application_no: applicationNo,
      revision: 1,
      decision_sha256: sha256(decisionText),
      channel: 'sms',
      released_at: at,
      ...signed(issuer, releaseText),
    },
    passcode: {
      passcode_id: randomUUID(),
      application_no: applicationNo,
      release_id: releaseId,
      locator: '',
      state: 'delivered',
      created_at: at,
      delivered_at: at,
      expires_at: new Date(nowMs + 14 * 86_400_000).toISOString(),
      order_attempt: 0,
    },
  }
}

const insert = async (client: pg.Client, table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {})
  await client.query(
    `INSERT INTO ra.${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::ra.${table}, $1)`,
    [JSON.stringify(rows)],
  )
}

const sha256 = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex')
