import type { ErrorCode } from '@certhall/contract/errors'
import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import { AppError } from '@certhall/kernel/app-error'

/** Serial numbers as stock writes them, each once, in their order. */
export const serialsOf = (typed: readonly string[]): readonly string[] => {
  const serials = typed.map((each) => {
    const serial = ukeySerial(each)
    if (serial === null) throw new AppError<ErrorCode>('input.malformed', { issues: [{ field: 'serialNumbers', code: 'input.malformed' }], detail: { serialNumber: each.slice(0, 64) } })
    return serial
  })
  return [...new Set(serials)].toSorted()
}
