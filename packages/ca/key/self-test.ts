import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64, fromHex, utf8 } from '@certhall/kernel/bytes'
import { algorithms, type Algorithm } from '@certhall/pki/algorithm'
import type { NodeSignatures } from '@certhall/pki/key/node-signatures'
import { sha256Hex } from '../issuance/sha256.ts'
import { knownAnswers } from './known-answers.ts'
import { generateKey, signatures as ours } from './signatures.ts'

/**
 * Known-answer tests at start (FIPS 140-3 IG 10.3.A in spirit): a library that computes wrongly must not sign. Each row
 * of the algorithm table verifies a signature made elsewhere, refuses it over other bytes, and where the scheme is
 * deterministic makes it again; else a fresh pair must agree with itself, through each of the two ways to sign. A library
 * that put Z into SM2 by itself, so that it counted twice, would refuse the published signature, or the pair.
 */
export const selfTest = (signatures: NodeSignatures<KeyObject> = ours): void => {
  if (sha256Hex('abc') !== 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad') throw failed('sha256')
  for (const algorithm of algorithms) testRow(algorithm, signatures)
}

const testRow = (algorithm: Algorithm, signatures: NodeSignatures<KeyObject>): void => {
  const { name } = algorithm
  const answer = knownAnswers[name]
  const message = utf8(answer.message ?? 'certhall known answer')
  const spki = fromBase64(answer.spki)
  const publicKey = { algorithm, spki, key: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }) }
  const signature = fromBase64(answer.signature)
  if (!signatures.verify(publicKey, message, signature)) throw failed(name)
  if (signatures.verify(publicKey, otherMessage, signature)) throw failed(name)
  // Never a fresh RSA pair: two of 3072 and 4096 bits would cost a start a second or more.
  if (algorithm.keyType === 'ec') testPair(algorithm, signatures)
  if (answer.pkcs8 === undefined) return
  const privateKey = {
    algorithm,
    spki,
    key: createPrivateKey({ key: Buffer.from(fromBase64(answer.pkcs8)), format: 'der', type: 'pkcs8' }),
  }
  if (!equalBytes(signatures.sign(privateKey, message), signature)) throw failed(name)
}

/** ECDSA and SM2 draw a number for each signature. */
const testPair = (algorithm: Algorithm, signatures: NodeSignatures<KeyObject>): void => {
  const { privateKey, publicKey, spki } = generateKey(algorithm)
  const message = utf8('certhall known answer')
  const stream = signatures.signStream({ algorithm, spki, key: privateKey })
  stream.write(message)
  for (const signature of [signatures.sign({ algorithm, spki, key: privateKey }, message), stream.finish()]) {
    if (!signatures.verify({ algorithm, spki, key: publicKey }, message, signature)) throw failed(algorithm.name)
    if (signatures.verify({ algorithm, spki, key: publicKey }, otherMessage, signature)) throw failed(algorithm.name)
  }
}

const otherMessage = fromHex('00')

const failed = (algorithm: string): AppError => new AppError<ErrorCode>('internal.self-test', { detail: { algorithm } })
