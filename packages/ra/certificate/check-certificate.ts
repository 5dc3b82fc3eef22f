import type { CheckStatement } from '@certhall/contract/certificate/check'
import type { ErrorCode } from '@certhall/contract/errors'
import type { Authority } from '@certhall/contract/signer/other'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64, toBase64, toHex } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerError } from '@certhall/pki/der/der-error'
import { nameText } from '@certhall/pki/name/parse-name'
import type { CertStatus } from '@certhall/pki/ocsp/response'
import { fromPem } from '@certhall/pki/pem'
import { sha256Hex } from '../digest.ts'
import type { Ground, TransactionOf } from '../ports.ts'
import { statementText } from '../staff/signed-statement.ts'
import type { CheckKey } from './check-key.ts'
import type { CertificateRepository, StoredCertificate } from './ports.ts'
import { agrees, factsOfCopy, factsOfStatus, stateAt, type StateAt, type StateFacts, unknownState, withStatus } from './state-at.ts'
import { isIssuedBy, statusProven, statusRequest } from './status-proof.ts'

export interface CheckDeps extends Ground {
  readonly transaction: TransactionOf<{ readonly certificates: Pick<CertificateRepository, 'bySha256'> }>
  /** Every authority of the house, of all generations; asked anew where a needed one is not among those known. */
  readonly authorities: (needed?: string) => Promise<ReadonlyMap<string, Authority>>
  /** The status service: an OCSP request in, its answer out. Throws AppError busy.responder when there is none. */
  readonly status: (request: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
  readonly key: CheckKey
}

export interface CheckQuestion {
  /** PEM, or base64 DER. */
  readonly certificate: string
  /** A date in the past, ISO 8601. */
  readonly at: string | null
}

export interface CheckAnswer {
  readonly text: string
  readonly signature: string
  readonly keyId: string
  readonly ocsp: string | null
}

/** 证书核验, for anybody: says what stands in the certificate and in its public status, signed, and nothing else. */
export const checkCertificate =
  (deps: CheckDeps) =>
  async ({ certificate: given, at }: CheckQuestion): Promise<CheckAnswer> => {
    const certificate = readCertificate(given)
    const nowMs = deps.clock.nowMs()
    const askedMs = at === null ? null : Date.parse(at)
    if (askedMs !== null && askedMs > nowMs)
      throw new AppError<ErrorCode>('input.date-future', { issues: [{ field: 'at', code: 'input.date-future' }] })
    const found = await find(deps, certificate)
    const status = found === null ? null : await askStatus(deps, certificate, found)
    const facts = found === null ? undefined : factsOf(certificate, found.copy, status)
    const present = facts === undefined ? unknownState : stateAt(facts, nowMs)
    // A copy alone never makes a certificate good: the authority's own answer must say so at this moment.
    if (present.state === 'good' && status === null) throw new AppError<ErrorCode>('busy.responder')
    const asked = askedMs === null ? null : { at: iso(askedMs), ...spoken(facts === undefined ? unknownState : stateAt(facts, askedMs)) }
    const text = statementText(statementOf(certificate, { isOurs: found !== null, present, asked, nowMs }))
    return {
      text,
      signature: deps.key.sign(text),
      keyId: deps.key.keyId,
      ocsp: status !== null && agrees(present.state, status.status) ? toBase64(status.der) : null,
    }
  }

const readCertificate = (given: string): Certificate => {
  try {
    const der = given.includes('-----BEGIN') ? fromPem('CERTIFICATE', given) : fromBase64(given.replaceAll(/\s/g, ''))
    if (der !== undefined) return parseCertificate(der)
  } catch (error) {
    if (!(error instanceof DerError || error instanceof RangeError)) throw error
  }
  throw new AppError<ErrorCode>('input.certificate-malformed', { issues: [{ field: 'certificate', code: 'input.certificate-malformed' }] })
}

interface Found {
  readonly issuer: Certificate
  readonly copy: StoredCertificate | undefined
}

/** Ours by the signature of one of our authorities; null for anybody else's, whatever names it bears. */
const find = async (deps: CheckDeps, certificate: Certificate): Promise<Found | null> => {
  const copy = await deps.transaction(({ certificates }) => certificates.bySha256(sha256Hex(certificate.der)))
  for (const authority of (await deps.authorities(copy?.authorityId)).values()) {
    const issuer = parseCertificate(fromBase64(authority.certificate))
    if (await isIssuedBy(certificate, issuer)) return { issuer, copy }
  }
  return null
}

/** null: no answer that proves anything. What has ended is known to have ended, even while the service is silent. */
const askStatus = async (
  deps: CheckDeps,
  certificate: Certificate,
  { issuer, copy }: Found,
): Promise<{ readonly status: CertStatus; readonly der: Uint8Array } | null> => {
  const question = { issuer, serial: certificate.serial, nonce: deps.random.bytes(16), askedAtMs: deps.clock.nowMs() }
  try {
    const der = await deps.status(statusRequest(question))
    const status = await statusProven(question, der)
    return status === undefined ? null : { status, der }
  } catch (error) {
    const isEnded = copy !== undefined && copy.state !== 'valid'
    if (isEnded && error instanceof AppError && error.code === 'busy.responder') return null
    throw error
  }
}

const factsOf = (
  certificate: Certificate,
  copy: StoredCertificate | undefined,
  answer: { readonly status: CertStatus } | null,
): StateFacts | undefined => {
  if (copy === undefined) return answer === null ? undefined : factsOfStatus(answer.status, certificate)
  return answer === null ? factsOfCopy(copy) : withStatus(factsOfCopy(copy), answer.status)
}

interface Findings {
  readonly isOurs: boolean
  readonly present: StateAt
  readonly asked: CheckStatement['asked']
  readonly nowMs: number
}

const statementOf = (certificate: Certificate, { isOurs, present, asked, nowMs }: Findings): CheckStatement => ({
  format: 'certhall.certificate-check.v1',
  certificateSha256: sha256Hex(certificate.der),
  issuer: nameText(certificate.issuer),
  serialNumber: toHex(certificate.serial),
  subject: nameText(certificate.subject),
  notBefore: iso(certificate.notBeforeMs),
  notAfter: iso(certificate.notAfterMs),
  chain: isOurs ? 'ours' : 'foreign',
  ...spoken(present),
  since: present.sinceMs === null ? null : iso(present.sinceMs),
  asked,
  checkedAt: iso(nowMs),
})

const spoken = ({ state, reason }: StateAt): Pick<StateAt, 'state' | 'reason'> => ({ state, reason })

const iso = (atMs: number): string => new Date(atMs).toISOString()
