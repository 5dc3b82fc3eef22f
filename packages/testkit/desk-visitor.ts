/** One person at the desk, or a holder, as API tests speak for them: keys, signatures, cookies. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { fromBase64, toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import type { Server } from '@certhall/server/wire'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what an endpoint answers is asserted by each test
  readonly body: any
}

export interface Visitor {
  readonly post: (path: string, body: object) => Promise<Answer>
  readonly get: (path: string) => Promise<Answer>
}

export const openVisitor = (server: Server): Visitor => {
  const cookies = new Map<string, string>()
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> => {
    const response = await server.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: 'http://127.0.0.1:8460',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    for (const cookie of response.cookies) cookies.set(cookie.name, cookie.value)
    const isJson = String(response.headers['content-type'] ?? '').includes('json')
    return { status: response.statusCode, body: isJson ? JSON.parse(response.body) : response.body }
  }
  return { post: (path, body) => ask('POST', path, body), get: (path) => ask('GET', path) }
}

export interface StaffVisitor extends Visitor {
  readonly personId: string
  readonly name: string
  readonly certificate: string
  readonly certificateSha256: string
  readonly key: KeyObject
  readonly sign: (text: string) => string
}

/** Enrols through a one-time link and logs in. */
export const enrolStaffVisitor = async (server: Server, token: string): Promise<StaffVisitor> => {
  const visitor = openVisitor(server)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const enrolled = await visitor.post('/desk/enrolments', { token, csr: await csrOf(privateKey) })
  if (enrolled.status !== 200) throw new Error(`enrolment: ${JSON.stringify(enrolled.body)}`)
  const { personId, name, certificate } = enrolled.body
  const certificateSha256 = sha256(fromBase64(certificate))
  const staff = {
    ...visitor,
    personId,
    name,
    certificate,
    certificateSha256,
    key: privateKey,
    sign: (text: string) => signStatement(privateKey, text),
  }
  const answer = await logInStaff(staff)
  if (answer.status !== 200) throw new Error(`login: ${JSON.stringify(answer.body)}`)
  return staff
}

export const logInStaff = async (
  staff: StaffVisitor,
  change: Partial<{ origin: string; nonce: string; signature: string }> = {},
): Promise<Answer> => {
  const { body: challenge } = await staff.post('/desk/login/challenge', {})
  const text = canonicalJson({
    format: 'certhall.staff-login.v1',
    origin: change.origin ?? challenge.origin,
    nonce: change.nonce ?? challenge.nonce,
    certificateSha256: staff.certificateSha256,
  })
  return staff.post('/desk/login', { text, signature: change.signature ?? staff.sign(text), certificate: staff.certificate })
}

/** ECDSA with SHA-256, r‖s, base64url, as WebCrypto signs. */
export const signStatement = (key: KeyObject, text: string): string =>
  toBase64Url(new Uint8Array(sign('sha256', utf8(text), { key, dsaEncoding: 'ieee-p1363' })))

/** base64 DER PKCS#10 by this key. */
export const csrOf = async (key: KeyObject): Promise<string> =>
  toBase64(
    await buildCsr({
      spki: new Uint8Array(createPublicKeyOf(key)),
      subject: [],
      sign: async (octets) =>
        new Uint8Array(
          key.asymmetricKeyType === 'rsa' ? sign('sha256', octets, key) : sign('sha256', octets, { key, dsaEncoding: 'ieee-p1363' }),
        ),
    }),
  )

export const approve = async (reviewer: StaffVisitor, applicationNo: string): Promise<Answer> =>
  decide(reviewer, applicationNo, { decision: 'approve' })

export const decide = async (reviewer: StaffVisitor, applicationNo: string, wish: object): Promise<Answer> => {
  const { body: view } = await reviewer.get(`/desk/cases/${applicationNo}`)
  const prepared = await reviewer.post(`/desk/cases/${applicationNo}/statements`, {
    version: view.version,
    rejectReason: null,
    returnedItems: [],
    remark: '',
    ...wish,
  })
  if (prepared.status !== 200) return prepared
  return reviewer.post(`/desk/cases/${applicationNo}/decisions`, { text: prepared.body.text, signature: reviewer.sign(prepared.body.text) })
}

export const release = async (issuer: StaffVisitor, applicationNo: string, resendReason: string | null = null): Promise<Answer> => {
  const prepared = await issuer.post(`/desk/deliveries/${applicationNo}/statements`, { channel: 'sms', resendReason })
  if (prepared.status !== 200) return prepared
  return issuer.post(`/desk/deliveries/${applicationNo}/releases`, { text: prepared.body.text, signature: issuer.sign(prepared.body.text) })
}

/** Waits until the outbox holds a PASSCODE for this application that was not known before; gives it. */
export const readPasscode = async (visitor: Visitor, applicationNo: string, known: readonly string[] = []): Promise<string> =>
  until(async () => {
    const { body } = await visitor.get('/outbox')
    const messages = body.messages as { kind: string; applicationNo: string | null; codes: string[] }[]
    return messages
      .filter((each) => each.kind === 'passcode' && each.applicationNo === applicationNo)
      .flatMap((each) => each.codes)
      .find((code) => !known.includes(code))
  })

/** Polls a fact that follows a commit; fails after ten seconds. */
export const until = async <Fact>(look: () => Promise<Fact | undefined>): Promise<Fact> => {
  for (let round = 0; round < 200; round += 1) {
    const fact = await look()
    if (fact !== undefined) return fact
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it never happened')
}

export const sha256 = (octets: Uint8Array | string): string => createHash('sha256').update(octets).digest('hex')

const createPublicKeyOf = (key: KeyObject): Buffer => {
  const jwk = key.export({ format: 'jwk' })
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicPart } = jwk
  return createPublicKey({ key: publicPart, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}
