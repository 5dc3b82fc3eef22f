import { createPublicKey, type KeyObject } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { algorithmOf } from '@certhall/pki/algorithm'
import type { SignatureKey } from '@certhall/pki/key/node-signatures'
import { toPem } from '@certhall/pki/pem'
import { signatures } from './signatures.ts'
import type { WorkerAnswer, WorkerKey, WorkerTask, WorkerVerification } from './worker-messages.ts'

/** One thread with the CA keys: synchronous calls, because each costs less than a promise for it. */
interface Pair {
  readonly own: SignatureKey<KeyObject>
  readonly open: SignatureKey<KeyObject>
}

const toPair = ({ algorithm: name, spki, privateKey, publicKey }: WorkerKey): Pair => {
  const algorithm = algorithmOf(name)
  return { own: { algorithm, spki, key: privateKey }, open: { algorithm, spki, key: publicKey } }
}

const pairs = new Map((workerData as readonly WorkerKey[]).map((key) => [key.authorityId, toPair(key)]))
const kept = new Map<string, KeyObject>()
const streams = new Map<
  number,
  { readonly sign: ReturnType<typeof signatures.signStream>; readonly verify: ReturnType<typeof signatures.verifyStream> }
>()

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

const pairOf = (authorityId: string): Pair => {
  const pair = pairs.get(authorityId)
  if (pair === undefined) throw new RangeError('no such key')
  return pair
}

/** What was signed is verified at once with the authority's public key: a fault in the key must not leave the house. */
const signOnce = (authorityId: string, octets: Uint8Array): Uint8Array | undefined => {
  const { own, open } = pairOf(authorityId)
  try {
    const signature = signatures.sign(own, octets)
    return signatures.verify(open, octets, signature) ? signature : undefined
  } catch {
    // Signed or not cannot be told any more: the caller treats it as doubt.
    return undefined
  }
}

const writeChunk = (taskId: number, authorityId: string, chunk: Uint8Array): void => {
  const stream = streams.get(taskId) ?? openStreams(pairOf(authorityId))
  streams.set(taskId, stream)
  stream.sign.write(chunk)
  stream.verify.write(chunk)
}

const openStreams = ({ own, open }: Pair) => ({ sign: signatures.signStream(own), verify: signatures.verifyStream(open) })

const finishStream = (taskId: number): Uint8Array | undefined => {
  const stream = streams.get(taskId)
  streams.delete(taskId)
  if (stream === undefined) return undefined
  const signature = stream.sign.finish()
  return stream.verify.finish(signature) ? signature : undefined
}

const isGenuine = (check: WorkerVerification): boolean => {
  try {
    const by = { algorithm: algorithmOf(check.algorithm), spki: check.spki, key: importKey(check) }
    return check.isPlain ? signatures.verifyPlain(by, check.signed, check.signature) : signatures.verify(by, check.signed, check.signature)
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
