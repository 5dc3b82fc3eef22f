import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64, fromHex, utf8 } from '@certhall/kernel/bytes'
import { algorithms, type Algorithm } from '@certhall/pki/algorithm'
import { sha256Hex } from '../issuance/sha256.ts'
import { knownAnswers } from './known-answers.ts'

/**
 * Known-answer tests at start (FIPS 140-3 IG 10.3.A in spirit): a library that computes wrongly must not sign. Each row
 * of the algorithm table verifies a signature made elsewhere, refuses it over other bytes, and where the scheme is
 * deterministic makes it again.
 */
export const selfTest = (): void => {
  if (sha256Hex('abc') !== 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad') throw failed('sha256')
  for (const algorithm of algorithms) testRow(algorithm)
}

const testRow = (algorithm: Algorithm): void => {
  const { name, nodeCrypto } = algorithm
  const answer = knownAnswers[name]
  const publicKey = createPublicKey({ key: Buffer.from(fromBase64(answer.spki)), format: 'der', type: 'spki' })
  const signature = fromBase64(answer.signature)
  if (!verify(nodeCrypto.digest, message, publicKey, signature)) throw failed(name)
  if (verify(nodeCrypto.digest, otherMessage, publicKey, signature)) throw failed(name)
  if (answer.pkcs8 === undefined) return testPair(algorithm)
  const privateKey = createPrivateKey({ key: Buffer.from(fromBase64(answer.pkcs8)), format: 'der', type: 'pkcs8' })
  if (!equalBytes(sign(nodeCrypto.digest, message, privateKey), signature)) throw failed(name)
}

/** ECDSA draws a number for each signature: a fresh pair must agree with itself. */
const testPair = ({ name, nodeCrypto }: Algorithm): void => {
  const { privateKey, publicKey } = generateKeyPairSync(nodeCrypto.type as 'ec', nodeCrypto.options as { namedCurve: string })
  const signature = sign(nodeCrypto.digest, message, privateKey)
  if (!verify(nodeCrypto.digest, message, publicKey, signature) || verify(nodeCrypto.digest, otherMessage, publicKey, signature)) throw failed(name)
}

const message = utf8('certhall known answer')
const otherMessage = fromHex('00')

const failed = (algorithm: string): AppError => new AppError<ErrorCode>('internal.self-test', { detail: { algorithm } })
