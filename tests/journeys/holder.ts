import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf, isWebAlgorithm } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { openP12 } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sealP12 } from '@certhall/pki/pkcs12/seal-p12'
import { openSession, type Session } from './session.ts'

export interface Download {
  readonly issued: IssuedCertificate
  readonly p12: Uint8Array
  readonly applicationNo: string
  /** Opens the saved file again and proves it; only now the PASSCODE is used. */
  readonly confirm: () => Promise<void>
  /** The same PASSCODE and key once more. */
  readonly redeemAgain: () => Promise<IssuedCertificate>
  readonly abandon: () => Promise<void>
}

/** 证书下载 as the page does it: key here, certificate from there, P12 sealed here, saved, opened once more. */
export const download = async (baseUrl: string, passcode: string, password: string): Promise<Download> => {
  const session: Session = openSession(baseUrl)
  const view = await session.post<PasscodeView>('/passcodes/check', { passcode })
  const algorithm = algorithmOf(view.keyAlgorithm)
  if (!isWebAlgorithm(algorithm)) throw new Error(`${algorithm.label} keys are not made in a browser`)
  const { webCrypto } = algorithm
  const key = (await crypto.subtle.generateKey(webCrypto.generate, true, ['sign', 'verify'])) as CryptoKeyPair
  const csr = toBase64(
    await buildCsr({
      spki: new Uint8Array(await crypto.subtle.exportKey('spki', key.publicKey)),
      subject: [],
      sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(webCrypto.sign, key.privateKey, bytes)),
    }),
  )
  const redeem = (): Promise<IssuedCertificate> => session.post('/passcodes/redeem', { passcode, csr })
  const issued = await redeem()
  const p12 = await sealP12({
    privateKeyPkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.privateKey)),
    certificates: [issued.certificate, ...issued.chain].map(fromBase64),
    password, friendlyName: issued.subject, crypto: webP12Crypto(crypto.subtle), random: systemRandom, iterations: 10_000,
  })

  return {
    issued,
    p12,
    applicationNo: view.applicationNo,
    redeemAgain: redeem,
    abandon: async () => {
      await session.post('/passcodes/abandon', { passcode, serialNumber: issued.serialNumber })
    },
    confirm: async () => {
      const opened = await openP12(p12, password, webP12Crypto(crypto.subtle))
      if (!opened.ok) throw new Error(`the saved file does not open: ${opened.code}`)
      const kept = await crypto.subtle.importKey('pkcs8', opened.value.privateKeyPkcs8.slice(), webCrypto.import, false, ['sign'])
      const certificateSha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', (opened.value.certificates[0] ?? new Uint8Array()).slice())))
      const text = canonicalJson({ format: 'certhall.install-confirmation.v1', serialNumber: issued.serialNumber, certificateSha256 })
      const signature = toBase64Url(new Uint8Array(await crypto.subtle.sign(webCrypto.sign, kept, utf8(text))))
      await session.post('/passcodes/confirm', { passcode, text, signature })
    },
  }
}
