/** Numbers of PKCS#11 2.40 (OASIS), as far as they are used; the names are the standard's. */
export const ckf = Object.freeze({
  osLockingOk: 0x2n,
  rwSession: 0x2n,
  serialSession: 0x4n,
  userPinInitialized: 0x8n,
  tokenInitialized: 0x400n,
  userPinCountLow: 0x10000n,
  userPinFinalTry: 0x20000n,
  userPinLocked: 0x40000n,
  userPinToBeChanged: 0x80000n,
  sign: 0x800n,
  generateKeyPair: 0x10000n,
})

export const ckm = Object.freeze({
  rsaPkcsKeyPairGen: 0x0n,
  rsaPkcs: 0x1n,
  sha256RsaPkcs: 0x40n,
  ecKeyPairGen: 0x1040n,
  ecdsa: 0x1041n,
  ecdsaSha256: 0x1044n,
  ecdsaSha384: 0x1045n,
})

export const cka = Object.freeze({
  class: 0x0n,
  token: 0x1n,
  private: 0x2n,
  label: 0x3n,
  value: 0x11n,
  certificateType: 0x80n,
  issuer: 0x81n,
  serialNumber: 0x82n,
  keyType: 0x100n,
  subject: 0x101n,
  id: 0x102n,
  sensitive: 0x103n,
  sign: 0x108n,
  verify: 0x10an,
  modulus: 0x120n,
  modulusBits: 0x121n,
  publicExponent: 0x122n,
  extractable: 0x162n,
  local: 0x163n,
  neverExtractable: 0x164n,
  alwaysSensitive: 0x165n,
  ecParams: 0x180n,
  ecPoint: 0x181n,
})

export const cko = Object.freeze({ certificate: 0x1n, publicKey: 0x2n, privateKey: 0x3n })
export const ckk = Object.freeze({ rsa: 0x0n, ec: 0x3n })
export const ckcX509 = 0x0n
export const ckuUser = 0x1n

export const ckr = Object.freeze({
  ok: 0x0,
  slotIdInvalid: 0x3,
  attributeSensitive: 0x11,
  attributeTypeInvalid: 0x12,
  deviceMemory: 0x31,
  deviceRemoved: 0x32,
  keyHandleInvalid: 0x60,
  keySizeRange: 0x62,
  mechanismInvalid: 0x70,
  mechanismParamInvalid: 0x71,
  objectHandleInvalid: 0x82,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  userAlreadyLoggedIn: 0x100,
  domainParamsInvalid: 0x130,
  curveNotSupported: 0x140,
  bufferTooSmall: 0x150,
  cryptokiAlreadyInitialized: 0x191,
  pinTooWeak: 0x1b8,
})
