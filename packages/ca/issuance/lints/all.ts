import type { Lint } from '../lint.ts'
import { accessAddresses } from './access-addresses.ts'
import { alternativeName } from './alternative-name.ts'
import { authorityKeyIdentifier } from './authority-key-identifier.ts'
import { criticalExtensions } from './critical-extensions.ts'
import { crlAddress } from './crl-address.ts'
import { extKeyUsageNoServer } from './ext-key-usage-no-server.ts'
import { extKeyUsageProfile } from './ext-key-usage-profile.ts'
import { identityCodes } from './identity-codes.ts'
import { issuerName } from './issuer-name.ts'
import { keyAlgorithm } from './key-algorithm.ts'
import { keyProven } from './key-proven.ts'
import { keyUsageCritical } from './key-usage-critical.ts'
import { keyUsageCurve } from './key-usage-curve.ts'
import { keyUsageNoAuthority } from './key-usage-no-authority.ts'
import { keyUsageProfile } from './key-usage-profile.ts'
import { knownExtensions } from './known-extensions.ts'
import { noAuthority } from './no-authority.ts'
import { noEmptyExtension } from './no-empty-extension.ts'
import { ocspSigningDelegate } from './ocsp-signing-delegate.ts'
import { oneSuite } from './one-suite.ts'
import { policiesProfile } from './policies-profile.ts'
import { rsaExponent } from './rsa-exponent.ts'
import { serialDrawn } from './serial-drawn.ts'
import { serialForm } from './serial-form.ts'
import { signatureAlgorithm } from './signature-algorithm.ts'
import { size } from './size.ts'
import { subjectApproved } from './subject-approved.ts'
import { subjectBounds } from './subject-bounds.ts'
import { subjectKeyIdentifier } from './subject-key-identifier.ts'
import { subjectOrder } from './subject-order.ts'
import { subjectPresent } from './subject-present.ts'
import { subjectSingleValued } from './subject-single-valued.ts'
import { subjectStringTypes } from './subject-string-types.ts'
import { validityApproved } from './validity-approved.ts'
import { validityLength } from './validity-length.ts'
import { validityStart } from './validity-start.ts'
import { validityWithinAuthority } from './validity-within-authority.ts'

/** Every rule, from the outside to the inside of a certificate. */
export const lints: readonly Lint[] = Object.freeze([
  serialForm,
  serialDrawn,
  signatureAlgorithm,
  issuerName,
  validityStart,
  validityLength,
  validityApproved,
  validityWithinAuthority,
  subjectPresent,
  subjectSingleValued,
  subjectOrder,
  subjectStringTypes,
  subjectApproved,
  subjectBounds,
  keyAlgorithm,
  oneSuite,
  keyProven,
  rsaExponent,
  noAuthority,
  keyUsageCritical,
  keyUsageProfile,
  keyUsageNoAuthority,
  keyUsageCurve,
  extKeyUsageProfile,
  extKeyUsageNoServer,
  ocspSigningDelegate,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  alternativeName,
  policiesProfile,
  crlAddress,
  accessAddresses,
  identityCodes,
  criticalExtensions,
  knownExtensions,
  noEmptyExtension,
  size,
])
