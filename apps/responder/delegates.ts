import { request } from 'node:http'
import { generateKey, signatures } from '@certhall/ca/key/signatures'
import type { OcspDelegate } from '@certhall/ca/ocsp/answer-request'
import { delegateAlgorithms } from '@certhall/ca/profile/house-rules'
import { delegateResponse, signerPaths } from '@certhall/contract/signer/other'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import type { Log } from '@certhall/kernel/log'
import { type Algorithm, algorithmOf, type Suite } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { compileResponder } from '@certhall/pki/ocsp/response'

export interface Delegates {
  readonly delegateOf: (authorityId: string) => OcspDelegate | undefined
  /** Obtains what is missing and renews what is past half its life. Failures are logged; the old delegate stays until its end. */
  readonly renew: (authorityIds: readonly string[]) => Promise<void>
}

interface OwnKey {
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
  /** The X.509 signature value. */
  readonly sign: (content: Uint8Array) => Uint8Array
}

/**
 * The responder's own keys: one for each suite of algorithms, never written anywhere, certified for each authority by the
 * signer through the one thing its responder door can do. The certificates are short-lived and carry id-pkix-ocsp-nocheck.
 */
export const createDelegates = (socketPath: string, suiteOf: (authorityId: string) => Suite, clock: Clock, log: Log): Delegates => {
  const held = new Map<string, OcspDelegate & { readonly renewAtMs: number }>()
  const keys = new Map<Suite, OwnKey>()
  const keyFor = (suite: Suite): OwnKey => {
    const key = keys.get(suite) ?? newKey(algorithmOf(delegateAlgorithms[suite]))
    keys.set(suite, key)
    return key
  }

  const obtain = async (authorityId: string): Promise<void> => {
    const { algorithm, spki, sign } = keyFor(suiteOf(authorityId))
    const csr = await buildCsr({ spki, subject: [], sign: async (content) => plainForm(algorithm, sign(content)) })
    const answer = delegateResponse.parse(await postJson(socketPath, signerPaths.delegate, { authorityId, csr: toBase64(csr) }))
    const certificate = fromBase64(answer.certificate)
    const notAfterMs = Date.parse(answer.notAfter)
    const nowMs = clock.nowMs()
    held.set(authorityId, {
      authorityId,
      template: compileResponder({ algorithm, keyIdentifier: keyIdentifierOf(spki), certificates: [certificate] }),
      sign,
      notAfterMs,
      renewAtMs: nowMs + (notAfterMs - nowMs) / 2,
    })
    log.info('OCSP delegate obtained', { authorityId, notAfter: answer.notAfter })
  }

  return {
    delegateOf: (authorityId) => held.get(authorityId),
    renew: async (authorityIds) => {
      const due = authorityIds.filter((authorityId) => (held.get(authorityId)?.renewAtMs ?? 0) <= clock.nowMs())
      for (const authorityId of due) {
        await obtain(authorityId).catch((error: unknown) => log.warn('OCSP delegate not obtained', { authorityId, error }))
      }
    },
  }
}

const newKey = (algorithm: Algorithm): OwnKey => {
  const { privateKey, spki } = generateKey(algorithm)
  return { algorithm, spki, sign: (content) => signatures.sign({ algorithm, spki, key: privateKey }, content) }
}

const plainForm = (algorithm: Algorithm, signature: Uint8Array): Uint8Array => {
  const plain = algorithm.signatureToWebCrypto(signature)
  if (plain === undefined) throw new AppError<ErrorCode>('internal.unexpected', { detail: { reason: 'signature-form' } })
  return plain
}

const postJson = (socketPath: string, path: string, body: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new AppError<ErrorCode>('busy.signer', { cause }))
    const headers = { 'content-type': 'application/json' }
    const call = request({ socketPath, path, method: 'POST', headers, timeout: 10_000 }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', fail)
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        if (answer.statusCode !== 200) return fail(new Error(`the signer answered ${answer.statusCode}: ${text.slice(0, 300)}`))
        try {
          resolve(JSON.parse(text))
        } catch (error) {
          // Thrown from here it would end the process, not this call.
          fail(error)
        }
      })
    })
    call.on('timeout', () => call.destroy(new Error('the signer did not answer in 10 s')))
    call.on('error', fail)
    call.end(JSON.stringify(body))
  })
