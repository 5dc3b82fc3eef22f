import { signStatement, type StaffKey } from '../keystore/staff-key.ts'
import type { Language } from '../messages/language.ts'
import type { ConsentWindow } from '../ukey/consent-window.ts'
import { ukeyFault } from '../ukey/faults.ts'
import type { TokenCertificate } from '../ukey/token-certificates.ts'
import type { RunOperation } from '../ukey/ukey-medium.ts'
import { askChallenge, type DeskPerson, logIn, type LoginChallenge, type LoginRequest } from './exchange.ts'
import { loginText } from './statement-text.ts'

/** Who signs for a member of the staff: a key of this browser, or one in a UKEY. They differ in what opens them, and in nothing else. */
export interface StaffSigner<Unlock> {
  readonly certificateSha256: string
  /** Undefined when what should unlock the key does not. */
  readonly signLogin: (challenge: Pick<LoginChallenge, 'nonce' | 'origin'>, unlock: Unlock) => Promise<LoginRequest | undefined>
  /** base64url of r‖s over the text of a decision or a release. */
  readonly signDecision: (text: string, unlock: Unlock) => Promise<string | undefined>
}

/** Opened with the person's password. */
export const browserSigner = (key: StaffKey): StaffSigner<string> => ({
  certificateSha256: key.certificateSha256,
  signLogin: async ({ origin, nonce }, password) => {
    const text = loginText(origin, nonce, key.certificateSha256)
    const signature = await signStatement(key, password, text)
    return signature === undefined ? undefined : { text, signature, certificate: key.certificate }
  },
  signDecision: (text, password) => signStatement(key, password, text),
})

/** What a UKEY needs: the window in which the client asks for consent and PIN. */
export interface ConsentGround {
  readonly window: ConsentWindow
  readonly language: Language
}

/** Opened by the person's consent at the client, who sees there what is signed. */
export const ukeySigner = (
  { token: { tokenRef }, certificate, certificateSha256 }: TokenCertificate,
  run: RunOperation,
): StaffSigner<ConsentGround> => ({
  certificateSha256,
  signLogin: async ({ origin, nonce }, { window, language }) => {
    const params = { tokenRef, certificateSha256, nonce, purpose: 'staffLogin', language } as const
    const { statement } = await run('login.sign', params, window, () => {})
    // The client builds the text itself, for the address that it saw: it must be the one that the hall will verify.
    if (statement.text !== loginText(origin, nonce, certificateSha256)) throw ukeyFault('ANSWER_MALFORMED')
    return { ...statement, certificate }
  },
  signDecision: async (text, { window, language }) =>
    (await run('decision.sign', { tokenRef, certificateSha256, text, language }, window, () => {})).signature,
})

export type LoginOutcome =
  | { readonly outcome: 'in'; readonly person: DeskPerson }
  | { readonly outcome: 'wrongPassword' }
  /** The system announces another address: signing here would serve somebody who only looks like it. */
  | { readonly outcome: 'otherOrigin'; readonly origin: string }

export const logInWith = async <Unlock>(signer: StaffSigner<Unlock>, unlock: Unlock): Promise<LoginOutcome> => {
  const challenge = await askChallenge()
  if (challenge.origin !== location.origin) return { outcome: 'otherOrigin', origin: challenge.origin }
  const signed = await signer.signLogin(challenge, unlock)
  return signed === undefined ? { outcome: 'wrongPassword' } : { outcome: 'in', person: await logIn(signed) }
}
