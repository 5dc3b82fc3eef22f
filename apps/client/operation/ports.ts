import type { PinFacts } from '@certhall/contract/client/messages'
import type { TokenSpace } from '@certhall/contract/client/vocabulary'
import type { AlgorithmName } from '@certhall/pki/algorithm'

/**
 * What the client asks of tokens: the token package's driver interface, said here once more because only wire.ts may
 * import that package (there the compiler holds both against each other).
 */
export interface Tokens {
  readonly list: () => Promise<readonly SeenFacts[]>
  readonly pinFacts: (tokenId: string) => Promise<PinFacts>
  readonly keys: (tokenId: string) => Promise<readonly SeenKey[]>
  readonly changePin: (tokenId: string, pin: Uint8Array, newPin: Uint8Array) => Promise<PinFacts>
  readonly logIn: (tokenId: string, pin: Uint8Array) => Promise<TokenLogin>
}

export interface SeenFacts {
  readonly tokenId: string
  readonly driver: 'soft' | 'pkcs11' | 'skf'
  readonly manufacturer: string
  readonly model: string
  readonly label: string
  readonly serialNumber: string
  readonly algorithms: readonly AlgorithmName[]
  readonly space: TokenSpace
}

export interface SeenKey {
  readonly keyId: string
  readonly algorithm: AlgorithmName | null
  readonly spki: Uint8Array
  readonly certificate: Uint8Array | null
}

export interface TokenLogin {
  readonly generateKey: (request: {
    readonly keyId: string
    readonly algorithm: AlgorithmName
    readonly label: string
  }) => Promise<{ readonly key: SeenKey; readonly facts: KeyFacts }>
  readonly sign: (keyId: string, content: Uint8Array) => Promise<Uint8Array>
  readonly writeCertificates: (keyId: string, chain: readonly Uint8Array[]) => Promise<void>
  readonly removeKey: (keyId: string) => Promise<void>
  readonly logOut: () => Promise<void>
}

export interface KeyFacts {
  readonly isGeneratedInToken: boolean
  readonly isSensitive: boolean
  readonly isNeverExtractable: boolean
}

/** The model catalogue, as far as the client looks into it. */
export interface TokenModels {
  readonly all: () => Promise<readonly ModelView[]>
  /** Entries that fit, best first; empty for a token that the catalogue does not know. */
  readonly matching: (token: SeenFacts) => readonly ModelFacts[]
  /** By what it says of itself; else `matching` gives what its driver serves. */
  readonly recognises: (token: SeenFacts) => boolean
  /** What is wrong with drivers, for support: model or library and error code. */
  readonly findings: () => Promise<readonly string[]>
}

export interface ModelView {
  readonly modelId: string
  readonly nameZh: string
  readonly nameEn: string
  readonly vendor: string
  readonly isDriverPresent: boolean
  readonly isTested: boolean
}

export interface ModelFacts {
  readonly modelId: string
  readonly nameZh: string
  readonly nameEn: string
  readonly vendor: string
  readonly isSoftware: boolean
  readonly initialPins: readonly string[]
  readonly pinLength: { readonly least: number; readonly most: number }
}
