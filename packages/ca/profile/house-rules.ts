import type { AlgorithmName, Suite } from '@certhall/pki/algorithm'
import { extendedKeyUsageOid } from '@certhall/pki/certificate/extension-oids'
import type { Authority } from './authority.ts'
import type { CertificateRules } from './profile.ts'

/** Whether a certificate with these usages (OIDs) may stand for a TLS server: the house makes none, and freezes none. */
export const isServer = (extendedKeyUsage: readonly string[] | undefined): boolean =>
  extendedKeyUsage?.some((oid) => oid === extendedKeyUsageOid.serverAuth || oid === anyExtendedKeyUsageOid) === true

const anyExtendedKeyUsageOid = '2.5.29.37.0'

/** Certificates the house makes for itself: no configuration can widen them. */

/** Login and statements of staff (design §5.5): signed in the browser, so P-256 alone. */
export const staffRules: CertificateRules = Object.freeze({
  profileId: 'house-staff',
  authorityId: 'staff',
  keyAlgorithms: ['ecdsa-p256'],
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  extendedKeyUsage: ['clientAuth'],
  policies: ['1.3.6.1.4.1.32473.8460.2.1'],
  email: 'absent',
  identityExtensions: [],
  status: 'published',
  maximumValidityDays: 366,
} as const)

export const staffValidityDays = 365

/** OCSP delegate (RFC 6960 §4.2.2.2): one for each authority that issues end-entity certificates. */
export const delegateRules = ({ authorityId, algorithm }: Pick<Authority, 'authorityId' | 'algorithm'>): CertificateRules =>
  Object.freeze({
    profileId: 'house-ocsp-delegate',
    authorityId,
    keyAlgorithms: [delegateAlgorithms[algorithm.suite]],
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['ocspSigning'],
    policies: [],
    email: 'absent',
    identityExtensions: [],
    status: 'noCheck',
    maximumValidityDays: 7,
  } as const)

/** Who verifies certificates of a suite can verify their status: small and quick of its kind. */
export const delegateAlgorithms: Readonly<Record<Suite, AlgorithmName>> = Object.freeze({ international: 'ecdsa-p256', sm: 'sm2' })

export const delegateValidityDays = 7
