import type { holderChallenge, HolderView } from '@certhall/contract/holder/api'
import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf, isWebAlgorithm } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import { openP12 } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sealP12 } from '@certhall/pki/pkcs12/seal-p12'
import type * as z from 'zod'
import { openSession, type Session } from './session.ts'

/** A certificate with its key, wherever that lies. */
export interface Held {
  readonly issued: IssuedCertificate
  readonly applicationNo: string
  /** 个人证书登录 in this session; in the same one again it is the step-up. */
  readonly logIn: (session: Session) => Promise<HolderView>
}

export interface Download extends Held {
  readonly p12: Uint8Array
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
    password,
    friendlyName: issued.subject,
    crypto: webP12Crypto(crypto.subtle),
    random: systemRandom,
    iterations: 10_000,
  })

  /** With the key in the saved file, as the page signs. */
  const signWithFile = async (
    textOf: (certificateSha256: string) => string,
  ): Promise<{ readonly text: string; readonly signature: string }> => {
    const opened = await openP12(p12, password, webP12Crypto(crypto.subtle))
    if (!opened.ok) throw new Error(`the saved file does not open: ${opened.code}`)
    const kept = await crypto.subtle.importKey('pkcs8', opened.value.privateKeyPkcs8.slice(), webCrypto.import, false, ['sign'])
    const text = textOf(
      toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', (opened.value.certificates[0] ?? new Uint8Array()).slice()))),
    )
    return { text, signature: toBase64Url(new Uint8Array(await crypto.subtle.sign(webCrypto.sign, kept, utf8(text)))) }
  }

  return {
    issued,
    p12,
    applicationNo: view.applicationNo,
    redeemAgain: redeem,
    abandon: async () => {
      await session.post('/passcodes/abandon', { passcode, serialNumber: issued.serialNumber })
    },
    confirm: async () => {
      const { serialNumber } = issued
      const statement = await signWithFile((certificateSha256) =>
        canonicalJson({ format: 'certhall.install-confirmation.v1', serialNumber, certificateSha256 }),
      )
      await session.post('/passcodes/confirm', { passcode, ...statement })
    },
    logIn: async (there) => {
      const { origin, nonce } = await there.post<z.infer<typeof holderChallenge>>('/holder/login/challenge', {})
      const statement = await signWithFile((certificateSha256) =>
        canonicalJson({ format: 'certhall.holder-login.v1', origin, nonce, certificateSha256 }),
      )
      return there.post('/holder/login', { ...statement, certificate: issued.certificate })
    },
  }
}
