import type { ErrorCode } from '@certhall/contract/errors'
import { ukeySerial } from '@certhall/contract/ukey/serial-list'
import { AppError } from '@certhall/kernel/app-error'

const code: ErrorCode = 'input.malformed'

/** Serial numbers as stock writes them, each once, in their order. */
export const serialsOf = (typed: readonly string[]): readonly string[] => {
  const serials = typed.map((each) => {
    const serial = ukeySerial(each)
    if (serial !== null) return serial
    throw new AppError<ErrorCode>(code, { issues: [{ field: 'serialNumbers', code }], detail: { serialNumber: each.slice(0, 64) } })
  })
  return [...new Set(serials)].toSorted()
}
