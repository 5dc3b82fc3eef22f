import { fromBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import type { Held } from './holder.ts'
import { certificatesOf, freeze } from './holder-acts.ts'
import { fetchBytes } from './relying-party.ts'
import { ProblemError, type Session } from './session.ts'
import { onList } from './status-judges.ts'

/** Milliseconds from the moment the freeze was asked for, which lies before its commit: upper bounds, all of them. */
export interface FreezeFigures {
  readonly answeredMs: number
  /** From then on the session that froze is refused. */
  readonly ownSessionRefusedMs: number
  readonly otherSessionRefusedMs: number
  readonly ocspRevokedMs: number
  readonly listRevokedMs: number
}

export const limits: Readonly<Record<keyof FreezeFigures, number>> = {
  answeredMs: 1_000,
  ownSessionRefusedMs: 1_000,
  otherSessionRefusedMs: 1_000,
  ocspRevokedMs: 1_000,
  listRevokedMs: 60_000,
}

/** Freezes in the first session while probes ask as others would; throws when one of them was too late. */
export const measureFreeze = async (held: Held, first: Session, second: Session): Promise<FreezeFigures> => {
  // What is asked for the first time takes longer: no probe shall measure that.
  await Promise.all([certificatesOf(first), certificatesOf(second), askOcsp(held), askList(held)])
  const startMs = performance.now()
  const since = (): number => Math.round(performance.now() - startMs)
  const timed = async (isReached: () => Promise<boolean>, pauseMs: number, mostMs: number): Promise<number> => {
    while (!(await isReached())) {
      if (since() > mostMs) return since()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    return since()
  }
  const answered = freeze(first, held, 'suspicious').then((frozen) => {
    if (frozen.state !== 'frozen') throw new Error(`the answer to the freeze says ${frozen.state}`)
    return since()
  })
  const [answeredMs, ownSessionRefusedMs, otherSessionRefusedMs, ocspRevokedMs, listRevokedMs] = await Promise.all([
    answered,
    answered.then(() => timed(() => isCut(first), 10, 5_000)),
    timed(() => isCut(second), 20, 5_000),
    timed(async () => (await askOcsp(held)) === 'certificateHold', 20, 5_000),
    timed(async () => (await askList(held)) === 'certificateHold', 500, limits.listRevokedMs),
  ])
  const figures = { answeredMs, ownSessionRefusedMs, otherSessionRefusedMs, ocspRevokedMs, listRevokedMs }
  const late = Object.entries(limits).filter(([name, mostMs]) => figures[name as keyof FreezeFigures] > mostMs)
  if (late.length > 0)
    throw new Error(
      `too late: ${late.map(([name, mostMs]) => `${name} after ${figures[name as keyof FreezeFigures]} ms of ${mostMs}`).join(', ')}`,
    )
  return figures
}

/** The holder's session is over; what is refused is told apart from what merely failed. */
const isCut = async (session: Session): Promise<boolean> => {
  try {
    await certificatesOf(session)
    return false
  } catch (error) {
    if (error instanceof ProblemError && ['auth.certificate-frozen', 'auth.session-expired', 'auth.holder-required'].includes(error.code))
      return true
    throw error
  }
}

/** The one word that OCSP has for a certificate. */
export const askOcsp = async ({ issued: { certificate, chain, ocspUrl } }: Held): Promise<string> => {
  const [leaf, above] = [certificate, chain[0] ?? ''].map((each) => parseCertificate(fromBase64(each)))
  if (leaf === undefined || above === undefined) throw new Error('no chain')
  const request = buildOcspRequest([encodeCertId('sha256', issuerHashes('sha256', above.subject.der, above.spki), leaf.serial)])
  const answer = parseOcspResponse(await fetchBytes(ocspUrl, request))
  if (answer.kind !== 'basic') return answer.error
  const status = answer.responses[0]?.status
  return status?.kind === 'revoked' ? (status.reason ?? 'unspecified') : (status?.kind ?? 'nothing')
}

const askList = async ({ issued: { crlUrl, serialNumber } }: Held): Promise<string> =>
  onList(parseCrl(await fetchBytes(crlUrl)).entries, serialNumber)

/** Asks from now on; `until` gives every different word that was heard on the way, the wanted one last. */
export const watchOcsp = (held: Held): { readonly until: (wanted: string, mostMs: number) => Promise<readonly string[]> } => {
  const heard: string[] = []
  let isWatching = true
  const watching = (async () => {
    while (isWatching) {
      const word = await askOcsp(held)
      if (heard.at(-1) !== word) heard.push(word)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  return {
    until: async (wanted, mostMs) => {
      const endMs = performance.now() + mostMs
      while (heard.at(-1) !== wanted && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20))
      isWatching = false
      await watching
      if (heard.at(-1) !== wanted) throw new Error(`OCSP should have come to ${wanted}, but said ${heard.join(', ')}`)
      return heard
    },
  }
}
