import type { KeyObject } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import type { Random } from '@certhall/kernel/random'
import { algorithmOf } from '@certhall/pki/algorithm'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  caConstraints,
  certificatePolicies,
  crlDistributionPoints,
  keyUsage,
} from '@certhall/pki/certificate/extension'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { assembleCertificate, compileTemplate, type TemplateExtension } from '@certhall/pki/certificate/template'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { encodeName, type Name } from '@certhall/pki/name/name'
import { serialInstance } from '../issuance/draft-certificate.ts'
import { type Authority, addressesOf } from '../profile/authority.ts'
import type { AuthorityPlan } from './authority-plan.ts'
import { signatures } from './signatures.ts'

export interface CertifyOrder {
  readonly plan: AuthorityPlan
  readonly name: Name
  readonly spki: Uint8Array
  /** The root above with its key, or undefined for a root itself. */
  readonly issuer: { readonly authority: Authority; readonly privateKey: KeyObject } | undefined
  readonly ownKey: KeyObject
  readonly publicUrl: string
  readonly nowMs: number
  readonly random: Random
}

/** A CA certificate (RFC 5280 §4.2.1.9: critical basicConstraints; subordinate ones issue end entities only). */
export const certifyAuthority = ({ plan, name, spki, issuer, ownKey, publicUrl, nowMs, random }: CertifyOrder): Uint8Array => {
  const algorithm = issuer?.authority.algorithm ?? algorithmOf(plan.algorithm)
  const subject = orThrow(encodeName(name))
  const { notBeforeMs, notAfterMs } = yearsFrom(nowMs, plan.years)
  if (issuer !== undefined) refuseToOutlive(plan, notAfterMs, issuer.authority)
  const template = compileTemplate({
    issuer: issuer?.authority.certificate.subject.der ?? subject,
    algorithm,
    extensions: issuer === undefined ? rootExtensions(spki) : subordinateExtensions(issuer.authority, publicUrl),
  })
  const tbs = template.buildTbs({
    serial: buildSerial(serialInstance, notAfterMs, random.bytes(16)),
    notBeforeMs,
    notAfterMs,
    subject,
    spki,
  })
  const by = { algorithm, spki: issuer?.authority.certificate.spki ?? spki, key: issuer?.privateKey ?? ownKey }
  return assembleCertificate(algorithm, tbs, signatures.sign(by, tbs))
}

/** What an authority signs after its root's end can be verified by nobody. */
export const refuseToOutlive = ({ authorityId }: AuthorityPlan, notAfterMs: number, root: Authority): void => {
  const rootNotAfterMs = root.certificate.notAfterMs
  if (notAfterMs <= rootNotAfterMs) return
  const rootEnds = new Date(rootNotAfterMs).toISOString()
  throw new AppError<ErrorCode>('policy.profile', { detail: { reason: 'outlives-root', authorityId, rootEnds } })
}

const rootExtensions = (spki: Uint8Array): readonly TemplateExtension[] => [
  authorityKeyIdentifier(keyIdentifierOf(spki)),
  'subjectKeyIdentifier',
  caConstraints(undefined),
  keyUsage(['keyCertSign', 'cRLSign']),
]

const subordinateExtensions = ({ authorityId, keyIdentifier }: Authority, publicUrl: string): readonly TemplateExtension[] => {
  const addresses = addressesOf(publicUrl, authorityId)
  return [
    authorityKeyIdentifier(keyIdentifier),
    'subjectKeyIdentifier',
    caConstraints(0),
    keyUsage(['keyCertSign', 'cRLSign']),
    // anyPolicy: the policies of the profiles below are valid (RFC 5280 §4.2.1.4).
    certificatePolicies([{ oid: '2.5.29.32.0', cpsUri: addresses.cps }]),
    crlDistributionPoints([addresses.crl]),
    // No OCSP: the root's key is sealed away and answers by its CRL alone.
    authorityInfoAccess([], [addresses.certificate]),
  ]
}

export const yearsFrom = (nowMs: number, years: number): { readonly notBeforeMs: number; readonly notAfterMs: number } => {
  const notBeforeMs = Math.floor(nowMs / 1000) * 1000
  const end = new Date(notBeforeMs)
  end.setUTCFullYear(end.getUTCFullYear() + years)
  return { notBeforeMs, notAfterMs: end.getTime() - 1000 }
}
