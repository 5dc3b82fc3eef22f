import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { concat, fromHex, toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import { checkpointText, type Checkpoint } from './chain.ts'
import type { AuditRecord } from './ports.ts'

/** The audit key: Ed25519, made from 32 secret octets. */
export interface AuditKey {
  readonly sign: (text: string) => string
  /** base64 SubjectPublicKeyInfo; goes into every export. */
  readonly publicKey: string
}

export const auditKey = (seed: Uint8Array): AuditKey => {
  // RFC 8410 §7: PKCS#8 around the seed.
  const key = createPrivateKey({
    key: Buffer.from(concat(fromHex('302e020100300506032b657004220420'), seed)),
    format: 'der',
    type: 'pkcs8',
  })
  return {
    sign: (text) => toBase64Url(new Uint8Array(sign(null, utf8(text), key))),
    publicKey: toBase64(new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }))),
  }
}

export interface SealDeps {
  readonly record: AuditRecord
  readonly key: AuditKey
  readonly clock: Clock
}

/** Chains whatever waits; gives how many events that was. */
export const chainEvents = (deps: Pick<SealDeps, 'record'>) => async (): Promise<number> => {
  for (let total = 0; ; ) {
    const count = await deps.record.chainWaiting(batch)
    total += count
    if (count < batch) return total
  }
}

/** Signs the head when 256 events or 60 seconds have passed since the last checkpoint, and there is anything new. */
export const sealHead = (deps: SealDeps) => async (): Promise<Checkpoint | undefined> => {
  const [head, state] = [await deps.record.head(), await deps.record.state()]
  const nowMs = deps.clock.nowMs()
  const since = head.sequence - (state.lastCheckpoint?.sequence ?? 0)
  const isDue = since >= checkpointEvents || (since > 0 && nowMs - (state.lastCheckpoint?.signedAtMs ?? 0) >= checkpointMs)
  if (!isDue) return undefined
  const text = checkpointText(head.sequence, head.hash, nowMs)
  const checkpoint = { text, signature: deps.key.sign(text) }
  return (await deps.record.addCheckpoint(checkpoint, head.sequence, head.hash, nowMs)) ? checkpoint : undefined
}

const batch = 2_000
const checkpointEvents = 256
const checkpointMs = 60_000
