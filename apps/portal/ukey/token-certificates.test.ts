import { generateKeyPairSync, sign } from 'node:crypto'
import { equalBytes, fromBase64, toBase64, toHex } from '@certhall/kernel/bytes'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { createTinyCa, type TinyCa } from '@certhall/testkit/client-house'
import { describe, expect, it } from 'vitest'
import { sampleToken } from './fake-client.ts'
import { ukeyFault } from './faults.ts'
import { type Look, readTokenCertificates } from './token-certificates.ts'

const [staff, holders] = [createTinyCa('员工'), createTinyCa('持有人')]
const isStaffs = ({ issuer }: Certificate): boolean => equalBytes(issuer.der, parseCertificate(staff.issuing).subject.der)

const certificateOf = async (ca: TinyCa, name: string): Promise<string> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const csr = await buildCsr({
    spki,
    subject: [],
    sign: async (octets) => new Uint8Array(sign('sha256', octets, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  })
  return ca.issue(toBase64(csr), name)[0] ?? ''
}
const listing = (answers: Readonly<Record<string, readonly string[]>>): Look =>
  (async (_method: string, { tokenRef }: { tokenRef: string }) => {
    const certificates = answers[tokenRef]
    if (certificates === undefined) throw ukeyFault('TOKEN_REMOVED')
    return { certificates: certificates.map((certificate, index) => ({ certificate, certificateSha256: `sha-${index}`, keyId: 'k' })) }
  }) as unknown as Look

describe('certificates in UKEYs', () => {
  it('are those that the page is about: at the desk neither holders’ nor unreadable ones', async () => {
    const [mine, holder] = [await certificateOf(staff, '王审核'), await certificateOf(holders, '张三')]
    const found = await readTokenCertificates([sampleToken], isStaffs, listing({ 'ref-1': [holder, 'AAAA', '!', mine] }))
    expect(found).toEqual([
      {
        token: sampleToken,
        certificate: mine,
        certificateSha256: 'sha-3',
        serialNumber: toHex(parseCertificate(fromBase64(mine)).serial),
        name: '王审核',
        notAfterMs: parseCertificate(fromBase64(mine)).notAfterMs,
      },
    ])
  })

  it('are seen in one UKEY when another was pulled', async () => {
    const mine = await certificateOf(staff, '李制证')
    const found = await readTokenCertificates([{ ...sampleToken, tokenRef: 'gone' }, sampleToken], isStaffs, listing({ 'ref-1': [mine] }))
    expect(found.map(({ name }) => name)).toEqual(['李制证'])
  })
})
