import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { verifyChain } from '@certhall/pki/chain/verify-chain'
import type { VerifySignature } from '@certhall/pki/key/public-key'
import { allFromPem } from '@certhall/pki/pem'

/** The certification authorities that this client was installed for. */
export interface Authorities {
  /** From the certificate up to a configured root, both included; undefined when there is no such path. */
  readonly pathOf: (certificate: Certificate, above: readonly Certificate[]) => Promise<readonly Certificate[] | undefined>
  /** Keeps the middle of a verified path, so that the certificate is known as ours later without its chain. */
  readonly remember: (path: readonly Certificate[]) => void
  readonly count: () => number
}

export interface AuthoritiesDeps {
  /** File or folder with CA certificates, PEM or DER: self-issued ones are roots, the others help to build paths. */
  readonly configured: string
  /** Own folder for what was learned from verified paths. */
  readonly learned: string
  readonly clock: Clock
  readonly verifySignature: VerifySignature
}

export const openAuthorities = ({ configured, learned, clock, verifySignature }: AuthoritiesDeps): Authorities => {
  const given = readCertificates(configured)
  const anchors = given.filter(isSelfIssued)
  if (anchors.length === 0)
    throw new AppError('internal.configuration', { detail: { setting: 'CERTHALL_CLIENT_AUTHORITIES', reason: 'no root certificate' } })
  mkdirSync(learned, { recursive: true, mode: 0o700 })
  const intermediates = [...given.filter((each) => !isSelfIssued(each)), ...readCertificates(learned)]
  return {
    count: () => anchors.length,
    pathOf: async (certificate, above) => {
      const path = await verifyChain({
        certificate,
        intermediates: [...above, ...intermediates],
        anchors,
        atMs: within(certificate, clock.nowMs()),
        verifySignature,
      })
      return path.ok && path.value.length > 1 ? path.value : undefined
    },
    remember: (path) => {
      for (const certificate of path.slice(1, -1)) {
        if (intermediates.some((known) => equalBytes(known.der, certificate.der))) continue
        intermediates.push(certificate)
        writeFileSync(join(learned, `${createHash('sha256').update(certificate.der).digest('hex')}.cer`), certificate.der, { mode: 0o600 })
      }
    },
  }
}

/**
 * The clock of a holder's computer is often wrong, and whether a certificate has expired is for those who rely on it.
 * Here the question is only whose it is: the nearest instant at which it is valid.
 */
const within = ({ notBeforeMs, notAfterMs }: Certificate, nowMs: number): number => Math.min(Math.max(nowMs, notBeforeMs), notAfterMs)

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => equalBytes(subject.der, issuer.der)

const readCertificates = (path: string): Certificate[] => {
  try {
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => /\.(?:pem|cer|crt)$/.test(name))
          .toSorted()
          .map((name) => join(path, name))
      : [path]
    return files.flatMap((file) => certificatesIn(readFileSync(file)))
  } catch (cause) {
    throw new AppError('internal.configuration', { detail: { setting: 'CERTHALL_CLIENT_AUTHORITIES', reason: 'unreadable' }, cause })
  }
}

const certificatesIn = (content: Uint8Array): Certificate[] => {
  const isDer = content[0] === 0x30
  return (isDer ? [new Uint8Array(content)] : allFromPem('CERTIFICATE', new TextDecoder().decode(content))).map((der) =>
    parseCertificate(der),
  )
}
