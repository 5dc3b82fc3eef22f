import type { Lint } from '../lint.ts'

/** C, ST, L, O, OU, CN, serialNumber, in this order and none twice. */
export const subjectOrder: Lint = {
  name: 'subject-order',
  source: 'domain study',
  clause: '§3.7',
  check: ({ fields }) => {
    const places = fields.subject.rdns.flat().map((attribute) => (attribute.type === undefined ? -1 : order.indexOf(attribute.type)))
    const isRising = places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? 0)))
    return isRising ? undefined : 'foreign, repeated or misplaced attribute'
  },
}

const order: readonly string[] = ['C', 'ST', 'L', 'O', 'OU', 'CN', 'serialNumber']
