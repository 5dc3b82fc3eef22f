import type { KeyObject } from 'node:crypto'
import type { AlgorithmName } from '@certhall/pki/algorithm'

/** What the main thread and the signing workers say to each other. */
export interface WorkerKey {
  readonly authorityId: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly spki: Uint8Array
  readonly algorithm: AlgorithmName
}

export interface WorkerVerification {
  readonly spki: Uint8Array
  readonly algorithm: AlgorithmName
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  readonly isPlain: boolean
  readonly isKept: boolean
}

export type WorkerTask =
  | { readonly taskId: number; readonly kind: 'sign'; readonly authorityId: string; readonly signedOctets: readonly Uint8Array[] }
  | { readonly taskId: number; readonly kind: 'verify'; readonly checks: readonly WorkerVerification[] }
  | { readonly taskId: number; readonly kind: 'streamChunk'; readonly authorityId: string; readonly chunk: Uint8Array }
  | { readonly taskId: number; readonly kind: 'streamEnd' }

export type WorkerAnswer =
  | { readonly taskId: number; readonly kind: 'signatures'; readonly signatures: readonly (Uint8Array | undefined)[] }
  | { readonly taskId: number; readonly kind: 'verdicts'; readonly verdicts: readonly boolean[] }
