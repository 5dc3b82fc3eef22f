import type { TokenSpace } from '@certhall/contract/client/vocabulary'
import type { PinFacts } from '@certhall/contract/client/messages'
import type { AlgorithmName } from '@certhall/pki/algorithm'

/**
 * One interface for every kind of token, modelled on SKF (GM/T 0016): tries left and the factory PIN are facts, and what
 * PKCS#11 cannot tell is `null`, never a guess. Nothing here is an object of a library, so that a driver can live in a
 * child process. All refusals are AppErrors with a TokenErrorCode.
 */
export interface TokenDriver {
  /** Never logs in. */
  readonly list: () => Promise<readonly TokenFacts[]>
  /** Never spends a try. */
  readonly pinFacts: (tokenId: string) => Promise<PinFacts>
  /** Keys with the certificates beside them; public objects only, without a login. */
  readonly keys: (tokenId: string) => Promise<readonly TokenKey[]>
  /**
   * Spends one try when the PIN is wrong. Refuses before spending one: PIN_LOCKED, and TOKEN_REMOVED. The driver
   * overwrites `pin` when it is done with it, whatever the outcome.
   */
  readonly changePin: (tokenId: string, pin: Uint8Array, newPin: Uint8Array) => Promise<PinFacts>
  /** As changePin; the session holds the login until `logOut`, for one operation of the user and no longer. */
  readonly logIn: (tokenId: string, pin: Uint8Array) => Promise<TokenSession>
  /** Releases the library. */
  readonly close: () => Promise<void>
}

export interface TokenFacts {
  /** Stable while the token is in: the serial number, never a slot number. */
  readonly tokenId: string
  readonly driver: TokenDriverKind
  readonly manufacturer: string
  readonly model: string
  readonly label: string
  readonly serialNumber: string
  readonly algorithms: readonly AlgorithmName[]
  readonly space: TokenSpace
}
export type TokenDriverKind = 'soft' | 'pkcs11' | 'skf'

export interface TokenKey {
  /** Container name (SKF) or CKA_ID in hex (PKCS#11). */
  readonly keyId: string
  readonly algorithm: AlgorithmName | null
  readonly spki: Uint8Array
  /** DER, when a certificate lies beside the key. */
  readonly certificate: Uint8Array | null
}

export interface TokenSession {
  /**
   * The key pair is made inside the token and cannot leave it: the attributes are read back, and a key that is not
   * private, sensitive and non-extractable is destroyed and refused as KEY_EXPORTABLE. The same keyId again gives the
   * key that is there. TOKEN_FULL, ALGORITHM_UNSUPPORTED.
   */
  readonly generateKey: (request: KeyRequest) => Promise<GeneratedKey>
  /** The X.509 signature value over `content` (hash by the algorithm's row; SM2 with Z of the default id). KEY_NOT_FOUND. */
  readonly sign: (keyId: string, content: Uint8Array) => Promise<Uint8Array>
  /** Holder's certificate beside its key, then the authorities'. Writing the same again changes nothing. TOKEN_FULL. */
  readonly writeCertificates: (keyId: string, chain: readonly Uint8Array[]) => Promise<void>
  /** Key and certificate. Missing is no error. */
  readonly removeKey: (keyId: string) => Promise<void>
  /** Ends the login, also when the token is gone. */
  readonly logOut: () => Promise<void>
}

export interface KeyRequest {
  readonly keyId: string
  readonly algorithm: AlgorithmName
  readonly label: string
}

export interface GeneratedKey {
  readonly key: TokenKey
  readonly facts: KeyProtection
}

export interface KeyProtection {
  readonly isGeneratedInToken: boolean
  readonly isSensitive: boolean
  readonly isNeverExtractable: boolean
}
