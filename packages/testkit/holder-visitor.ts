/** A holder of a soft certificate, as API tests speak for them: the certificate comes through the real way, the login is signed with its key. */
import { signatures } from '@certhall/ca/key/signatures'
import type { CompleteForm } from '@certhall/contract/application/form'
import type { Medium } from '@certhall/contract/application/vocabulary'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { algorithmOf } from '@certhall/pki/algorithm'
import type { Server } from '@certhall/server/wire'
import { type Applicant, codeSentBy, openApplicant } from './applicant-visitor.ts'
import { approve, type Answer, openVisitor, readPasscode, release, sha256, type StaffVisitor, until } from './desk-visitor.ts'
import { type Hall, submitSample } from './hall.ts'
import { csrFor, type HolderKey, holderKey } from './issuing-house.ts'
import { sampleForm } from './sample-form.ts'

export interface SoftCertificate {
  readonly applicationNo: string
  readonly authorityId: string
  readonly serialNumber: string
  /** base64 DER. */
  readonly certificate: string
  readonly certificateSha256: string
  readonly key: HolderKey
  readonly form: CompleteForm
}

export interface HolderVisitor extends Applicant {
  readonly held: SoftCertificate
}

export interface SoftCertificateWish {
  readonly applicationNo: string
  readonly projectId?: string
  /** Keys for the SM2 profiles live in UKEYs alone. */
  readonly medium?: Medium
  readonly algorithm?: HolderKey['algorithm']
  readonly form?: CompleteForm
  /** False leaves it as redeemed: stored, not confirmed. */
  readonly isConfirmed?: boolean
}

/** Submitted, approved, released, redeemed and confirmed. */
export const issueSoftCertificate = async (
  hall: Hall,
  { reviewer, issuer }: { readonly reviewer: StaffVisitor; readonly issuer: StaffVisitor },
  wish: SoftCertificateWish,
): Promise<SoftCertificate> => {
  const {
    applicationNo,
    projectId = 'tendering',
    medium = 'p12',
    algorithm = 'ecdsa-p256',
    form = sampleForm(Number(applicationNo.slice(-6))),
    isConfirmed = true,
  } = wish
  const visitor = openVisitor(hall.server)
  await submitSample(hall, { applicationNo, projectId, medium, form })
  demand(await approve(reviewer, applicationNo))
  demand(await release(issuer, applicationNo))
  const passcode = await readPasscode(visitor, applicationNo)
  await until(async () => ((await visitor.post('/passcodes/check', { passcode })).status === 200 ? true : undefined))
  const key = holderKey(algorithm)
  const { certificate, serialNumber } = demand(await visitor.post('/passcodes/redeem', { passcode, csr: toBase64(await csrFor(key)) }))
  const certificateSha256 = sha256(fromBase64(certificate))
  const text = canonicalJson({ format: 'certhall.install-confirmation.v1', serialNumber, certificateSha256 })
  if (isConfirmed) demand(await visitor.post('/passcodes/confirm', { passcode, text, signature: signPlainly(key, text) }))
  const stored = await hall.server.grounds.transaction(({ certificates }) => certificates.bySha256(certificateSha256))
  return { applicationNo, authorityId: stored?.authorityId ?? '', serialNumber, certificate, certificateSha256, key, form }
}

/** A browser of their own, logged in. */
export const logInAsHolder = async (server: Server, held: SoftCertificate): Promise<HolderVisitor> => {
  const visitor = { ...openApplicant(server), held }
  demand(await stepUp(visitor))
  return visitor
}

/** A login in a browser that is there: the first one, or the step-up. */
export const stepUp = (visitor: HolderVisitor): Promise<Answer> => logInWith(visitor, visitor.held)

export type LoginChange = Partial<{
  format: string
  origin: string
  nonce: string
  certificateSha256: string
  signature: string
  certificate: string
}>

export const logInWith = async (
  visitor: Applicant,
  held: Pick<SoftCertificate, 'certificate' | 'certificateSha256' | 'key'>,
  change: LoginChange = {},
): Promise<Answer> => {
  const { body: challenge } = await visitor.ask('POST', '/holder/login/challenge', {})
  const { signature, certificate, ...statement } = change
  const text = canonicalJson({
    format: 'certhall.holder-login.v1',
    origin: challenge.origin,
    nonce: challenge.nonce,
    certificateSha256: held.certificateSha256,
    ...statement,
  })
  return visitor.ask('POST', '/holder/login', {
    text,
    signature: signature ?? signPlainly(held.key, text),
    certificate: certificate ?? held.certificate,
  })
}

/** Without the key: a code to the contact on record of the form's organisation. */
export const enterByContact = async (server: Server, form: CompleteForm): Promise<Applicant> => {
  const visitor = openApplicant(server)
  const { uscc } = form.organization
  const captcha = await visitor.captcha()
  const code = await codeSentBy(visitor, form.contact.mobile, async () =>
    demand(await visitor.ask('POST', '/holder/contact-codes', { code: uscc, captcha })),
  )
  demand(await visitor.ask('POST', '/holder/contact', { orgCode: uscc, code }))
  return visitor
}

/** As pages and the client sign statements: r‖s of curves. */
export const signPlainly = ({ algorithm: name, spki, privateKey }: HolderKey, text: string): string => {
  const algorithm = algorithmOf(name)
  return toBase64Url(algorithm.signatureToWebCrypto(signatures.sign({ algorithm, spki, key: privateKey }, utf8(text))) ?? new Uint8Array())
}

const demand = ({ status, body }: Answer): Answer['body'] => {
  if (status >= 300) throw new Error(JSON.stringify(body))
  return body
}
