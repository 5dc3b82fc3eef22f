import { parseEmail, parseMobile } from '@certhall/contract/contact/contact-address'

export type ContactChannel = 'mobile' | 'email'

/** The mark holds for the value that was proven, however it is typed; any other value is unproven. */
export const isProven = (
  draft: { readonly verified: { readonly mobile: string | null; readonly email: string | null } },
  channel: ContactChannel,
  typed: string,
): boolean => {
  const parsed = parseContact(channel, typed)
  return parsed !== null && draft.verified[channel] === parsed
}

/** The value as it is sent to; null while it is not one. */
export const parseContact = (channel: ContactChannel, typed: string): string | null => {
  const parsed = channel === 'mobile' ? parseMobile(typed) : parseEmail(typed)
  return parsed.ok ? parsed.value : null
}
