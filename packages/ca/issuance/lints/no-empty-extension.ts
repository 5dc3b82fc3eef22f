import { tag } from '@certhall/pki/der/tag'
import type { Lint } from '../lint.ts'

/** No extension is an empty SEQUENCE: it was once read as anything. */
export const noEmptyExtension: Lint = {
  name: 'no-empty-extension',
  source: 'RFC 5280',
  clause: 'appendix B',
  check: ({ fields }) =>
    fields.extensions.every(({ value }) => value.length > 2 || value[0] !== tag.sequence) ? undefined : 'empty SEQUENCE',
}
