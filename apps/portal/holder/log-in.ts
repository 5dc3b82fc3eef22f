import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import type { HolderLogin } from '@certhall/contract/statement/statements'
import type { Decision } from '@certhall/kernel/app-error'
import { askChallenge, type HolderChallenge, type HolderLoginRequest, type HolderView, logIn } from './exchange.ts'

export type LoginOutcome<Refusal extends string> =
  | { readonly outcome: 'in'; readonly holder: HolderView }
  /** What should unlock the key does not: nothing was sent. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** The hall announces another address: signing here would serve somebody who only looks like it. */
  | { readonly outcome: 'otherOrigin'; readonly origin: string }

export type SignLogin<Refusal extends string> = (challenge: HolderChallenge) => Promise<Decision<HolderLoginRequest, Refusal>>

/** UKEY and soft certificate differ in what signs, and in nothing else. */
export const logInWith = async <Refusal extends string>(sign: SignLogin<Refusal>): Promise<LoginOutcome<Refusal>> => {
  const challenge = await askChallenge()
  if (challenge.origin !== location.origin) return { outcome: 'otherOrigin', origin: challenge.origin }
  const signed = await sign(challenge)
  return signed.ok ? { outcome: 'in', holder: await logIn(signed.value) } : { outcome: 'refused', refusal: signed.code }
}

export const loginText = ({ origin, nonce }: Pick<HolderChallenge, 'origin' | 'nonce'>, certificateSha256: string): string => {
  const statement: HolderLogin = { format: 'certhall.holder-login.v1', origin, nonce, certificateSha256 }
  return canonicalJson({ ...statement })
}
