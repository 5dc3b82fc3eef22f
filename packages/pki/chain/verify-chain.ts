import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { equalBytes } from '@certhall/kernel/bytes'
import type { Certificate } from '../certificate/certificate.ts'
import { extensionOid } from '../certificate/extension-oids.ts'
import { parsePublicKey, type VerifySignature } from '../key/public-key.ts'

/**
 * Path validation for the short chains of a private hierarchy (RFC 5280 §6.1 without policy mapping and name
 * constraints: a critical one is refused, so nothing is silently ignored).
 */
export const chainRefusals = Object.freeze([
  'chain-issuer', // no path to a trust anchor: names or key identifiers do not meet
  'chain-too-long',
  'chain-not-yet-valid',
  'chain-expired',
  'chain-signature',
  'chain-algorithm', // issuer key weak or unknown, or signature algorithm not that of its row
  'chain-not-ca',
  'chain-key-usage', // issuer may not sign certificates
  'chain-path-length',
  'chain-critical-extension',
] as const)

export type ChainRefusal = (typeof chainRefusals)[number]

export interface ChainOrder {
  readonly certificate: Certificate
  /** Untrusted, in any order. */
  readonly intermediates: readonly Certificate[]
  /** Trusted: never empty. */
  readonly anchors: readonly Certificate[]
  readonly atMs: number
  readonly verifySignature: VerifySignature
}

/** The path from the certificate up to its anchor, both included; or why the best path was refused. */
export const verifyChain = async (order: ChainOrder): Promise<Decision<readonly Certificate[], ChainRefusal>> => {
  if (order.anchors.length === 0) throw new RangeError('no trust anchor')
  return extend([order.certificate], order)
}

/** Depth first: anchors before intermediates; the refusal that got furthest is the one told. */
const extend = async (path: readonly Certificate[], order: ChainOrder): Promise<Decision<readonly Certificate[], ChainRefusal>> => {
  const last = path[path.length - 1]
  if (last === undefined) throw new RangeError('empty path')
  const own = certificateRefusal(last, order.atMs)
  if (own !== undefined) return refused(own)
  if (order.anchors.some((anchor) => equalBytes(anchor.der, last.der))) return allowed(path)
  if (path.length === maximumPath) return refused('chain-too-long')
  let told: ChainRefusal = 'chain-issuer'
  for (const issuer of [...order.anchors, ...order.intermediates]) {
    if (!mayBeIssuer(issuer, last) || path.includes(issuer)) continue
    const refusal = (await signatureRefusal(last, issuer, order.verifySignature)) ?? issuerRefusal(issuer, path)
    if (refusal !== undefined) {
      told = refusal
      continue
    }
    const extended = await extend([...path, issuer], order)
    if (extended.ok) return extended
    if (extended.code !== 'chain-issuer' || told === 'chain-issuer') told = extended.code
  }
  return refused(told)
}

/** Leaf, one or two issuing levels, root. */
const maximumPath = 5

const mayBeIssuer = (issuer: Certificate, child: Certificate): boolean => {
  if (!equalBytes(issuer.subject.der, child.issuer.der)) return false
  const wanted = child.authorityKeyIdentifier
  const present = issuer.subjectKeyIdentifier
  return wanted === undefined || present === undefined || equalBytes(wanted, present)
}

const certificateRefusal = (certificate: Certificate, atMs: number): ChainRefusal | undefined => {
  if (atMs < certificate.notBeforeMs) return 'chain-not-yet-valid'
  // notAfter is inclusive (RFC 5280 §4.1.2.5), to the second.
  if (atMs >= certificate.notAfterMs + 1000) return 'chain-expired'
  const isForeign = certificate.extensions.some(({ oid, isCritical }) => isCritical && !understood.includes(oid))
  return isForeign ? 'chain-critical-extension' : undefined
}

const understood: readonly string[] = [
  extensionOid.basicConstraints,
  extensionOid.keyUsage,
  extensionOid.extKeyUsage,
  extensionOid.subjectAltName,
  extensionOid.certificatePolicies,
  extensionOid.crlDistributionPoints,
]

const issuerRefusal = (issuer: Certificate, below: readonly Certificate[]): ChainRefusal | undefined => {
  if (issuer.basicConstraints?.isCa !== true) return 'chain-not-ca'
  if (issuer.keyUsage?.includes('keyCertSign') !== true) return 'chain-key-usage'
  // pathLenConstraint counts the CA certificates below that are not self-issued (RFC 5280 §4.2.1.9).
  const authorities = below.slice(1).filter((certificate) => !equalBytes(certificate.subject.der, certificate.issuer.der)).length
  return authorities > (issuer.basicConstraints.pathLength ?? Number.POSITIVE_INFINITY) ? 'chain-path-length' : undefined
}

const signatureRefusal = async (
  child: Certificate,
  issuer: Certificate,
  verifySignature: VerifySignature,
): Promise<ChainRefusal | undefined> => {
  const key = parsePublicKey(issuer.spki)
  if (!key.ok || !equalBytes(key.value.algorithm.signatureIdentifier, child.signatureIdentifier)) return 'chain-algorithm'
  return (await verifySignature(key.value, child.signedOctets, child.signature)) ? undefined : 'chain-signature'
}
