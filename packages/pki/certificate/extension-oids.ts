/** Object identifiers of extensions and of what stands in them. */
export const extensionOid = Object.freeze({
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
} as const)

export const accessMethodOid = Object.freeze({ ocsp: '1.3.6.1.5.5.7.48.1', caIssuers: '1.3.6.1.5.5.7.48.2' } as const)

/** Named bits in the order of RFC 5280 §4.2.1.3. */
export const keyUsages = Object.freeze([
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const)

export type KeyUsage = (typeof keyUsages)[number]

export const extendedKeyUsages = Object.freeze([
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'ocspSigning',
] as const)

export type ExtendedKeyUsage = (typeof extendedKeyUsages)[number]

export const extendedKeyUsageOid: Readonly<Record<ExtendedKeyUsage, string>> = Object.freeze({
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
})

/** Identity extensions of GB/T 20518 (2012 edition, domain study §3.6). Profiles may configure other OIDs. */
export const identityOid = Object.freeze({
  personalIdentity: '1.2.156.10260.4.1.1',
  socialInsurance: '1.2.156.10260.4.1.2',
  businessRegistration: '1.2.156.10260.4.1.3',
  organizationCode: '1.2.156.10260.4.1.4',
  taxNumber: '1.2.156.10260.4.1.5',
} as const)
