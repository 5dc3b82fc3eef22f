import type { AlgorithmName } from '@certhall/pki/algorithm'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoints,
  extKeyUsage,
  keyUsage,
  ocspNoCheck,
} from '@certhall/pki/certificate/extension'
import type { ExtendedKeyUsage, KeyUsage } from '@certhall/pki/certificate/extension-oids'
import { type CertificateTemplate, compileTemplate, type TemplateExtension } from '@certhall/pki/certificate/template'
import { type Addresses, addressesOf, type Authority } from './authority.ts'

/** What every end-entity certificate of the house is held to, be it a holder's, a staff member's or the responder's. */
export interface CertificateRules {
  readonly profileId: string
  readonly authorityId: string
  readonly keyAlgorithms: readonly AlgorithmName[]
  readonly keyUsage: readonly KeyUsage[]
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[]
  readonly policies: readonly string[]
  readonly email: 'required' | 'absent'
  readonly identityExtensions: readonly { readonly oid: string; readonly value: 'uscc' | 'orgCode' }[]
  /** Published: CRL and OCSP addresses; noCheck: an OCSP delegate, which lives for days (RFC 6960 §4.2.2.2.1). */
  readonly status: 'published' | 'noCheck'
  readonly maximumValidityDays: number
}

/** Rules bound to an authority, compiled to DER pieces once. */
export interface Profile<Rules extends CertificateRules = CertificateRules> {
  readonly rules: Rules
  readonly authority: Authority
  readonly addresses: Addresses
  readonly template: CertificateTemplate
}

export const compileProfile = <Rules extends CertificateRules>(rules: Rules, authority: Authority, publicUrl: string): Profile<Rules> => {
  const addresses = addressesOf(publicUrl, rules.authorityId)
  const { certificate, algorithm } = authority
  const template = compileTemplate({ issuer: certificate.subject.der, algorithm, extensions: extensionsOf(rules, authority, addresses) })
  return { rules, authority, addresses, template }
}

/** Slots of the template that are filled for each certificate. */
export const slot = Object.freeze({ alternativeName: 'alternativeName', identity: 'identity' } as const)

const extensionsOf = (rules: CertificateRules, authority: Authority, addresses: Addresses): readonly TemplateExtension[] => [
  authorityKeyIdentifier(authority.keyIdentifier),
  'subjectKeyIdentifier',
  keyUsage(rules.keyUsage),
  extKeyUsage(rules.extendedKeyUsage),
  ...(rules.policies.length === 0 ? [] : [certificatePolicies(rules.policies.map((oid) => ({ oid, cpsUri: addresses.cps })))]),
  ...(rules.email === 'absent' ? [] : [{ slot: slot.alternativeName }]),
  ...(rules.status === 'noCheck'
    ? [ocspNoCheck()]
    : [crlDistributionPoints([addresses.crl]), authorityInfoAccess([addresses.ocsp], [addresses.certificate])]),
  ...(rules.identityExtensions.length === 0 ? [] : [{ slot: slot.identity }]),
]
