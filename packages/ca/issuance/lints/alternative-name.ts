import type { Lint } from '../lint.ts'

/** The approved mailbox where the profile has one, else no alternative name. */
export const alternativeName: Lint = {
  name: 'alternative-name',
  source: 'RFC 5280',
  clause: '§4.2.1.6',
  check: ({ facts, approved, profile }) => {
    const names = facts.subjectAltName
    if (profile.rules.email === 'absent') return names === undefined ? undefined : 'present without reason'
    const [only] = names ?? []
    return names?.length === 1 && only?.kind === 'email' && only.value === approved.email ? undefined : 'not the approved mailbox'
  },
}
