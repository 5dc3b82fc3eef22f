import { createPublicKey, createSign, createVerify, type KeyObject, sign, type Sign, verify, type Verify } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { toPem } from '@certhall/pki/pem'
import type { WorkerAnswer, WorkerKey, WorkerTask, WorkerVerification } from './worker-messages.ts'

/** One thread with the CA keys: synchronous calls, because each costs less than a promise for it. */
const keys = new Map((workerData as readonly WorkerKey[]).map((key) => [key.authorityId, key]))
const kept = new Map<string, KeyObject>()
const streams = new Map<number, { readonly sign: Sign; readonly verify: Verify; readonly authorityId: string }>()

const answer = (task: WorkerTask): WorkerAnswer | undefined => {
  switch (task.kind) {
    case 'sign':
      return { taskId: task.taskId, kind: 'signatures', signatures: task.signedOctets.map((octets) => signOnce(task.authorityId, octets)) }
    case 'verify':
      return { taskId: task.taskId, kind: 'verdicts', verdicts: task.checks.map(isGenuine) }
    case 'streamChunk':
      writeChunk(task.taskId, task.authorityId, task.chunk)
      return undefined
    case 'streamEnd':
      return { taskId: task.taskId, kind: 'signatures', signatures: [finishStream(task.taskId)] }
  }
}

const keyOf = (authorityId: string): WorkerKey => {
  const key = keys.get(authorityId)
  if (key === undefined) throw new RangeError('no such key')
  return key
}

/** What was signed is verified at once with the authority's public key: a fault in the key must not leave the house. */
const signOnce = (authorityId: string, octets: Uint8Array): Uint8Array | undefined => {
  const { privateKey, publicKey, digest } = keyOf(authorityId)
  try {
    const signature = sign(digest, octets, privateKey)
    return verify(digest, octets, publicKey, signature) ? signature : undefined
  } catch {
    // Signed or not cannot be told any more: the caller treats it as doubt.
    return undefined
  }
}

const writeChunk = (taskId: number, authorityId: string, chunk: Uint8Array): void => {
  const { digest } = keyOf(authorityId)
  const stream = streams.get(taskId) ?? { sign: createSign(digest), verify: createVerify(digest), authorityId }
  streams.set(taskId, stream)
  stream.sign.update(chunk)
  stream.verify.update(chunk)
}

const finishStream = (taskId: number): Uint8Array | undefined => {
  const stream = streams.get(taskId)
  streams.delete(taskId)
  if (stream === undefined) return undefined
  const { privateKey, publicKey } = keyOf(stream.authorityId)
  const signature = stream.sign.sign(privateKey)
  return stream.verify.verify(publicKey, signature) ? signature : undefined
}

const isGenuine = (check: WorkerVerification): boolean => {
  try {
    const key = importKey(check)
    return verify(check.digest, check.signed, check.isPlain ? { key, dsaEncoding: 'ieee-p1363' } : key, check.signature)
  } catch {
    // A key or value that OpenSSL refuses to look at proves nothing.
    return false
  }
}

const maximumKept = 256

const importKey = ({ spki, isKept }: WorkerVerification): KeyObject => {
  // PEM, because Node reads it in half the time of DER.
  if (!isKept) return createPublicKey(toPem('PUBLIC KEY', spki))
  const name = Buffer.from(spki).toString('latin1')
  const known = kept.get(name)
  if (known !== undefined) return known
  const key = createPublicKey(toPem('PUBLIC KEY', spki))
  if (kept.size >= maximumKept) kept.clear()
  kept.set(name, key)
  return key
}

parentPort?.on('message', (task: WorkerTask) => {
  const reply = answer(task)
  if (reply !== undefined) parentPort?.postMessage(reply)
})
