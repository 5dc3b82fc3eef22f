import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Algorithm } from '@certhall/pki/algorithm'
import type { SignatureCheck, SignatureStream, Signing } from '../ports.ts'
import { publicHalf } from './signatures.ts'
import type { WorkerAnswer, WorkerKey, WorkerTask, WorkerVerification } from './worker-messages.ts'

export interface SigningKey {
  readonly authorityId: string
  readonly algorithm: Algorithm
  readonly privateKey: KeyObject
}

/** One worker per core, fed in batches (design §6). A worker that dies leaves doubt for what it held, and is replaced. */
export const openSigningPool = (keys: readonly SigningKey[], workerCount: number): Signing => {
  const workerKeys = keys.map(toWorkerKey)
  const workers = Array.from({ length: workerCount }, () => new SigningWorker(workerKeys))
  const leastBusy = (): SigningWorker => workers.reduce((best, worker) => (worker.waiting < best.waiting ? worker : best))
  const pending: Waiting[] = []
  const flush = (): void => {
    for (const part of split(pending.splice(0), workers.length)) verifyPart(leastBusy(), part)
  }
  return {
    verify: (check) =>
      new Promise((resolve, reject) => {
        // Checks of one turn of the loop travel together.
        if (pending.push({ check: toVerification(check), resolve, reject }) === 1) setImmediate(flush)
      }),
    sign: async (authorityId, signedOctets) => {
      const parts = split(signedOctets, workers.length)
      const answers = await Promise.all(parts.map((part) => signPart(leastBusy(), authorityId, part)))
      return answers.flat()
    },
    signStream: (authorityId) => openStream(leastBusy(), authorityId),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

interface Waiting {
  readonly check: WorkerVerification
  readonly resolve: (isGenuine: boolean) => void
  readonly reject: (error: unknown) => void
}

const toWorkerKey = ({ authorityId, algorithm, privateKey }: SigningKey): WorkerKey => ({
  authorityId,
  privateKey,
  ...publicHalf(privateKey),
  algorithm: algorithm.name,
})

const toVerification = ({ publicKey, signed, signature, isPlain, isKept }: SignatureCheck): WorkerVerification => ({
  spki: publicKey.spki,
  algorithm: publicKey.algorithm.name,
  signed,
  signature,
  isPlain,
  isKept,
})

/** Pieces of a size worth a message: a P-256 signature takes less than posting it alone. */
const split = <Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] => {
  const size = Math.max(8, Math.ceil(items.length / count))
  return Array.from({ length: Math.ceil(items.length / size) }, (_unused, index) => items.slice(index * size, (index + 1) * size))
}

const signPart = async (
  worker: SigningWorker,
  authorityId: string,
  part: readonly Uint8Array[],
): Promise<readonly (Uint8Array | undefined)[]> => {
  try {
    const answer = await worker.ask({ kind: 'sign', authorityId, signedOctets: part })
    return answer.kind === 'signatures' ? answer.signatures : part.map(() => undefined)
  } catch {
    // The worker died with these in hand: each may have been signed.
    return part.map(() => undefined)
  }
}

const verifyPart = (worker: SigningWorker, part: readonly Waiting[]): void => {
  worker.ask({ kind: 'verify', checks: part.map(({ check }) => check) }).then(
    (answer) => part.forEach(({ resolve }, index) => resolve(answer.kind === 'verdicts' && answer.verdicts[index] === true)),
    (error: unknown) => part.forEach(({ reject }) => reject(error)),
  )
}

/** Bound to one life of one worker: the rest of a list must never be signed without its beginning. */
const openStream = (worker: SigningWorker, authorityId: string): SignatureStream => {
  const taskId = worker.nextTaskId()
  const { life } = worker
  const refuseAnotherLife = (): void => {
    if (worker.life !== life) throw new AppError<ErrorCode>('busy.signer', { detail: { reason: 'worker-ended' } })
  }
  return {
    write: (chunk) => {
      refuseAnotherLife()
      worker.post({ taskId, kind: 'streamChunk', authorityId, chunk }, [chunk.buffer])
    },
    finish: async () => {
      refuseAnotherLife()
      const answer = await worker.ask({ kind: 'streamEnd' }, taskId)
      const signature = answer.kind === 'signatures' ? answer.signatures[0] : undefined
      if (signature === undefined) throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'signature-missing' } })
      return signature
    },
  }
}

type TaskBody<Task = WorkerTask> = Task extends WorkerTask ? Omit<Task, 'taskId'> : never

class SigningWorker {
  readonly #keys: readonly WorkerKey[]
  readonly #tasks = new Map<number, { readonly resolve: (answer: WorkerAnswer) => void; readonly reject: (error: unknown) => void }>()
  #worker: Worker
  #lastTaskId = 0
  #life = 0
  #isClosing = false

  constructor(keys: readonly WorkerKey[]) {
    this.#keys = keys
    this.#worker = this.#start()
  }

  get waiting(): number {
    return this.#tasks.size
  }

  /** Counts the threads that have stood here. */
  get life(): number {
    return this.#life
  }

  nextTaskId(): number {
    this.#lastTaskId += 1
    return this.#lastTaskId
  }

  ask(body: TaskBody, taskId = this.nextTaskId()): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      this.#tasks.set(taskId, { resolve, reject })
      this.post({ ...body, taskId })
    })
  }

  post(task: WorkerTask, moved: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(task, [...moved])
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await this.#worker.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./signing-worker.ts', import.meta.url), { workerData: this.#keys, env: {} })
    worker.on('message', (answer: WorkerAnswer) => {
      this.#tasks.get(answer.taskId)?.resolve(answer)
      this.#tasks.delete(answer.taskId)
    })
    this.#life += 1
    let cause: unknown
    let isOnline = false
    worker.once('online', () => {
      isOnline = true
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      for (const { reject } of this.#tasks.values()) reject(new AppError<ErrorCode>('busy.signer', { cause }))
      this.#tasks.clear()
      if (this.#isClosing) return
      // A thread that cannot even start will not start at the next try: the supervisor waits longer than we would.
      if (!isOnline) throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'signing-worker' }, cause })
      this.#worker = this.#start()
    })
    return worker
  }
}
