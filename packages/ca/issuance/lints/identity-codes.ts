import { DerReader } from '@certhall/pki/der/reader'
import { tag } from '@certhall/pki/der/tag'
import type { Lint } from '../lint.ts'

/** The approved codes under the OIDs of the profile, as PrintableString. */
export const identityCodes: Lint = {
  name: 'identity-codes',
  source: 'GB/T 20518',
  clause: '§5.2.4',
  check: ({ fields, approved, profile }) => {
    const isRight = profile.rules.identityExtensions.every(({ oid, value }) => {
      const found = fields.extensions.find((extension) => extension.oid === oid)
      return found !== undefined && approved.identity !== null && printableText(found.value) === approved.identity[value]
    })
    return isRight ? undefined : 'code missing or not as approved'
  },
}

const printableText = (value: Uint8Array): string => {
  const reader = new DerReader(value)
  const text = reader.text([tag.printableString])
  reader.finish()
  return text
}
