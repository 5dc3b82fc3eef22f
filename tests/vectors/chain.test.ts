import { describe, expect, it } from 'vitest'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { type ChainOrder, type ChainRefusal, verifyChain } from '@certhall/pki/chain/verify-chain'
import { dayMs, hierarchyOf, nodeVerify, startMs } from './tiny-authority.ts'

const { root, issuing, holder, responder } = hierarchyOf('ecdsa-p256')
const stranger = hierarchyOf('ecdsa-p256')
const rootCertificate = parseCertificate(root.certificate)
const issuingCertificate = parseCertificate(issuing.certificate)
const holderCertificate = parseCertificate(holder.certificate)

const good: ChainOrder = {
  certificate: holderCertificate,
  intermediates: [issuingCertificate],
  anchors: [rootCertificate],
  atMs: startMs + dayMs,
  verifySignature: nodeVerify,
}

const strangerRoot = parseCertificate(stranger.root.certificate)
const withoutIds = { subjectKeyIdentifier: undefined, authorityKeyIdentifier: undefined }
const foreignCritical = { oid: '2.5.29.30', isCritical: true, value: new Uint8Array() }

const refusals: readonly (readonly [ChainRefusal, string, Partial<ChainOrder>])[] = [
  ['chain-issuer', 'the intermediate is missing', { intermediates: [] }],
  ['chain-issuer', 'the anchor has another key', { anchors: [strangerRoot] }],
  ['chain-signature', 'the anchor has the name but not the key', { anchors: [{ ...strangerRoot, ...withoutIds }] }],
  ['chain-not-yet-valid', 'it is too early', { atMs: startMs - 1 }],
  ['chain-expired', 'it is too late', { atMs: startMs + 3 * 365 * dayMs }],
  [
    'chain-not-ca',
    'the issuer is no authority',
    { intermediates: [{ ...issuingCertificate, basicConstraints: { isCa: false, pathLength: undefined } }] },
  ],
  ['chain-not-ca', 'the issuer has no basic constraints', { intermediates: [{ ...issuingCertificate, basicConstraints: undefined }] }],
  [
    'chain-key-usage',
    'the issuer may not sign certificates',
    { intermediates: [{ ...issuingCertificate, keyUsage: ['digitalSignature'] }] },
  ],
  [
    'chain-path-length',
    'the anchor allows no authority below',
    { anchors: [{ ...rootCertificate, basicConstraints: { isCa: true, pathLength: 0 } }] },
  ],
  [
    'chain-critical-extension',
    'a critical extension is not understood',
    { certificate: { ...holderCertificate, extensions: [foreignCritical] } },
  ],
  [
    'chain-algorithm',
    'the signature algorithm is not that of the issuer key',
    { certificate: { ...holderCertificate, signatureIdentifier: new Uint8Array(4) } },
  ],
]

describe('chains', () => {
  it.each(refusals)('are refused with %s when %s', async (code, _when, change) => {
    expect(await verifyChain({ ...good, ...change })).toMatchObject({ ok: false, code })
  })

  it('are never verified without an anchor', async () => {
    await expect(verifyChain({ ...good, anchors: [] })).rejects.toThrow(RangeError)
  })

  it('are accepted from holder and responder to the root, with strangers among the intermediates', async () => {
    const intermediates = [parseCertificate(stranger.issuing.certificate), issuingCertificate]
    expect(await verifyChain({ ...good, intermediates })).toMatchObject({ ok: true, value: { length: 3 } })
    expect((await verifyChain({ ...good, certificate: parseCertificate(responder.certificate) })).ok).toBe(true)
  })
})
