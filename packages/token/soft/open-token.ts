import { fromBase64 } from '@certhall/kernel/bytes'
import type { TokenKey } from '../token.ts'
import { insertionOf } from './soft-token.ts'
import { type Container, readTokenFile, type TokenFile, tokenError } from './token-file.ts'

export interface OpenedToken {
  readonly token: TokenFile
  readonly insertion: string
}

/** Reads a token that is plugged in: NO_TOKEN, TOKEN_REMOVED. */
export const openToken = async (folder: string, tokenId: string): Promise<OpenedToken> => {
  const token = await readTokenFile(folder, tokenId)
  const insertion = await insertionOf(folder, tokenId)
  if (insertion === undefined) throw tokenError('TOKEN_REMOVED')
  return { token, insertion }
}

export const keyOf = (container: Container): TokenKey => ({
  keyId: container.keyId,
  algorithm: container.algorithm,
  spki: fromBase64(container.spki),
  certificate: container.certificate === null ? null : fromBase64(container.certificate),
})
