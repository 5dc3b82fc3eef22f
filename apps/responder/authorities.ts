import { createHash } from 'node:crypto'
import { issuerKeysOf } from '@certhall/ca/ocsp/answer-request'
import type { StatusSource } from '@certhall/ca/ocsp/ports'
import { orThrow } from '@certhall/kernel/app-error'
import type { Suite } from '@certhall/pki/algorithm'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { PublishedFile } from './door.ts'

export interface Authorities {
  /** Reads them again: an authority made while the responder runs is answered for without a restart. */
  readonly refresh: () => Promise<void>
  readonly isKnown: (authorityId: string) => boolean
  readonly ofIssuer: (issuerKey: string) => string | undefined
  readonly certificate: (authorityId: string) => PublishedFile | null
  /** Answers are signed in the suite of the certificates that they are about. */
  readonly suiteOf: (authorityId: string) => Suite
  /** Those that OCSP answers for: not the roots, none that has ended, and none that waits for the signer to start with it. */
  readonly answering: (nowMs: number) => readonly string[]
}

/** The authorities as the ledger names them; nothing is known before the first `refresh`. */
export const createAuthorities = (source: Pick<StatusSource, 'authorities'>): Authorities => {
  let knownState = ''
  let certificates: ReadonlyMap<string, PublishedFile> = new Map()
  let byIssuerKey: ReadonlyMap<string, string> = new Map()
  let suites: ReadonlyMap<string, Suite> = new Map()
  let answering: readonly { readonly authorityId: string; readonly notAfterMs: number }[] = []
  return {
    refresh: async () => {
      const found = await source.authorities()
      const state = found.map(({ authorityId, hasList }) => `${authorityId} ${hasList}`).join()
      if (state === knownState) return
      byIssuerKey = new Map(found.flatMap(({ authorityId, certificateDer }) => issuerKeys(certificateDer).map((key) => [key, authorityId])))
      suites = new Map(found.map(({ authorityId, certificateDer }) => [authorityId, suiteOf(certificateDer)]))
      // A root answers by its CRL alone: its key is sealed away and cannot name a delegate.
      const online = found.filter(({ role, hasList }) => role !== 'root' && hasList)
      answering = online.map(({ authorityId, certificateDer: der }) => ({ authorityId, notAfterMs: parseCertificate(der).notAfterMs }))
      knownState = state
      certificates = new Map(found.map(({ authorityId, certificateDer }) => [authorityId, certificateFile(certificateDer)]))
    },
    isKnown: (authorityId) => certificates.has(authorityId),
    ofIssuer: (issuerKey) => byIssuerKey.get(issuerKey),
    certificate: (authorityId) => certificates.get(authorityId) ?? null,
    suiteOf: (authorityId) => suites.get(authorityId) ?? 'international',
    answering: (nowMs) => answering.filter(({ notAfterMs }) => notAfterMs > nowMs).map(({ authorityId }) => authorityId),
  }
}

const issuerKeys = (certificateDer: Uint8Array): readonly string[] => {
  const { subject, spki } = parseCertificate(certificateDer)
  return issuerKeysOf(subject.der, spki)
}

const suiteOf = (certificateDer: Uint8Array): Suite => orThrow(parsePublicKey(parseCertificate(certificateDer).spki)).algorithm.suite

const certificateFile = (bytes: Uint8Array): PublishedFile => ({
  bytes,
  mediaType: 'application/pkix-cert',
  etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
  maxAgeSeconds: 86_400,
})
