import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { HolderLogin } from '@certhall/contract/statement/statements'
import type { ConsentWindow } from './consent-window.ts'
import { ukeyFault } from './faults.ts'
import type { TokenCertificate } from './token-certificates.ts'
import type { RunOperation } from './ukey-medium.ts'

export interface HolderChallenge {
  readonly nonce: string
  /** As the hall announces it; the page has compared it with its own address. */
  readonly origin: string
}

export interface HolderConsent {
  readonly window: ConsentWindow
  readonly language: 'zh' | 'en'
}

/** The holder's login by a UKEY: the client shows who asks, takes the PIN in its own window, and signs a text that it builds itself. */
export const signHolderLogin = async (
  { token: { tokenRef }, certificate, certificateSha256 }: Pick<TokenCertificate, 'token' | 'certificate' | 'certificateSha256'>,
  { nonce, origin }: HolderChallenge,
  { window, language }: HolderConsent,
  run: RunOperation,
): Promise<{ readonly text: string; readonly signature: string; readonly certificate: string }> => {
  const { statement } = await run('login.sign', { tokenRef, certificateSha256, nonce, purpose: 'holderLogin', language }, window, () => {})
  const expected: HolderLogin = { format: 'certhall.holder-login.v1', origin, nonce, certificateSha256 }
  // Built for the address that the client saw: it must be the one that the hall will verify.
  if (statement.text !== canonicalJson({ ...expected })) throw ukeyFault('ANSWER_MALFORMED')
  return { ...statement, certificate }
}
