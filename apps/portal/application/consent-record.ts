import type { ConsentView, SubmitRequest } from './requests.ts'

export type GivenConsent = SubmitRequest['consents'][number]

/** Which versions were agreed to in this tab; nothing personal. A new version asks again. */
export const givenConsents = (): readonly GivenConsent[] => {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isGiven) : []
  } catch {
    return []
  }
}

export const keepConsents = (consents: readonly GivenConsent[]): void => sessionStorage.setItem(storageKey, JSON.stringify(consents))

export const forgetConsents = (): void => sessionStorage.removeItem(storageKey)

export const missingConsents = (asked: readonly ConsentView[], given: readonly GivenConsent[]): readonly ConsentView[] =>
  asked.filter((consent) => !given.some((one) => one.consentId === consent.consentId && one.version === consent.version))

export const consentsOf = (asked: readonly ConsentView[]): readonly GivenConsent[] =>
  asked.map(({ consentId, version }) => ({ consentId, version }))

const storageKey = 'certhall.consents'

const isGiven = (value: unknown): value is GivenConsent =>
  typeof value === 'object' && value !== null && 'consentId' in value && 'version' in value
