/** Closed vocabularies of applications. */
export const applicationStates = [
  'draft',
  'submitted',
  'underReview',
  'returned',
  'approved',
  'completed',
  'rejected',
  'withdrawn',
  'expired',
] as const
export type ApplicationState = (typeof applicationStates)[number]

/** Design §5.1; what the types other than `new` mean stands in follow-up.ts. */
export const applicationTypes = ['new', 'renew', 'replace', 'change', 'unfreeze', 'revoke'] as const
export type ApplicationType = (typeof applicationTypes)[number]

export const certificateTypes = ['organization', 'legalRepresentative', 'employee'] as const
export type CertificateType = (typeof certificateTypes)[number]

export const media = ['ukey', 'p12'] as const
export type Medium = (typeof media)[number]

export const organizationKinds = ['enterprise', 'institution'] as const
export type OrganizationKind = (typeof organizationKinds)[number]

export const agentIdKinds = ['residentId', 'passport', 'hkMacaoPermit', 'taiwanPermit', 'foreignPermanentResident'] as const

/** Papers (domain §2.5); `applicationForm` is the sealed 《单位数字证书申请表》. */
export const documentKinds = [
  'applicationForm',
  'businessLicence',
  'institutionCertificate',
  'orgCodeCertificate',
  'agentId',
  'authorizationLetter',
  'statement',
  'changeProof',
  'other',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** Coded reasons for returning one field or paper. */
export const returnReasons = [
  'unreadable',
  'sealMissing',
  'mismatch',
  'incomplete',
  'expired',
  'wrongDocument',
  'unreachable',
  'other',
] as const
export type ReturnReason = (typeof returnReasons)[number]

/** Coded reasons for rejecting a whole application. */
export const rejectReasons = [
  'identityNotProven',
  'organizationNotFound',
  'organizationDissolved',
  'notAuthorized',
  'duplicate',
  'notEligible',
  'other',
] as const
export type RejectReason = (typeof rejectReasons)[number]

/** Every field of the form by its path; these are the items a reviewer can return. */
export const formFields = [
  'organization.name',
  'organization.kind',
  'organization.uscc',
  'organization.licenceNumber',
  'organization.licenceExpiresOn',
  'organization.legalRepresentative',
  'organization.province',
  'organization.city',
  'organization.district',
  'organization.address',
  'organization.postcode',
  'organization.phone',
  'contact.name',
  'contact.department',
  'contact.mobile',
  'contact.email',
  'agent.name',
  'agent.idKind',
  'agent.idNumber',
  'agent.mobile',
  'certificate.holderName',
  'certificate.department',
  'certificate.validityYears',
  'delivery.channel',
] as const
export type FormField = (typeof formFields)[number]

/** Where the PASSCODE goes: the verified mobile or the verified e-mail. */
export const deliveryChannels = ['sms', 'email'] as const
export type DeliveryChannel = (typeof deliveryChannels)[number]
