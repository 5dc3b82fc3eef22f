import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64 } from '@certhall/kernel/bytes'
import { csrOf, signStatement } from '@certhall/testkit/desk-visitor'
import { openSession, ProblemError, type Session } from '../journeys/session.ts'

/** What a client was told, and will hold the hall to. */
export interface Acknowledged {
  readonly issued: IssuedCertificate
  /** unconfirmed: the client was called away; ended: it gave the certificate up. */
  readonly end: 'confirmed' | 'ended' | 'unconfirmed'
}

export interface Crowd {
  readonly acknowledged: Acknowledged[]
  /** Codes that doubt used up: two orders of unknown outcome. */
  readonly lost: string[]
  retries: number
}

export interface Street {
  readonly baseUrl: string
  readonly crowd: Crowd
  readonly below: (bound: number) => number
  readonly isOver: () => boolean
}

/** Holders who never give up: the same PASSCODE and key again and again until there is an answer that means something. */
export const redeemForLong = async (
  { baseUrl, crowd, below, isOver }: Street,
  passcodes: readonly string[],
  clients: number,
): Promise<void> => {
  const waiting = [...passcodes]
  const client = async (): Promise<void> => {
    for (let passcode = waiting.pop(); passcode !== undefined && !isOver(); passcode = waiting.pop()) {
      await live(openSession(baseUrl), passcode, below(10), crowd)
      await pause(below(120))
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
}

const live = async (session: Session, passcode: string, character: number, crowd: Crowd): Promise<void> => {
  const insist = async <Answer>(path: string, body: object): Promise<Answer> => {
    for (;;) {
      try {
        return await session.post<Answer>(path, body)
      } catch (error) {
        if (error instanceof ProblemError && !isPassing(error)) throw error
        crowd.retries += 1
        await pause(100)
      }
    }
  }
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const request = { passcode, csr: await csrOf(key) }
  let issued: IssuedCertificate
  try {
    issued = await insist<IssuedCertificate>('/passcodes/redeem', request)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'state.passcode-voided') throw error
    crowd.lost.push(passcode)
    return
  }
  if (character === 0) {
    crowd.acknowledged.push({ issued, end: 'unconfirmed' })
    return
  }
  if (character === 1) await insist('/passcodes/abandon', { passcode, serialNumber: issued.serialNumber }).catch(unlessVoided)
  else if ((await insist<IssuedCertificate>('/passcodes/redeem', request)).certificate !== issued.certificate)
    throw new Error('the same PASSCODE and key gave another certificate')
  else await insist('/passcodes/confirm', confirmationOf(passcode, issued, key))
  crowd.acknowledged.push({ issued, end: character === 1 ? 'ended' : 'confirmed' })
}

const confirmationOf = (passcode: string, issued: IssuedCertificate, key: KeyObject) => {
  const certificateSha256 = createHash('sha256').update(fromBase64(issued.certificate)).digest('hex')
  const text = canonicalJson({ format: 'certhall.install-confirmation.v1', serialNumber: issued.serialNumber, certificateSha256 })
  return { passcode, text, signature: signStatement(key, text) }
}

/** Try again: something was away, or the outcome of the first order is unknown and another one is allowed. */
const isPassing = ({ status, code }: ProblemError): boolean => status >= 500 || code === 'state.order-doubtful' || code === 'state.conflict'

/** The answer to the first try was lost, and it had worked. */
const unlessVoided = (error: unknown): void => {
  if (!(error instanceof ProblemError) || error.code !== 'state.passcode-voided') throw error
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))
