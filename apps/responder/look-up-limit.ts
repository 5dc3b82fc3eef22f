import type { StatusSource } from '@certhall/ca/ocsp/ports'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

/**
 * Only serials that exist are remembered, so each question after one that does not costs a look-up. A flood of them must
 * not pile up before the database: beyond `most` at once the answer is "later", at no cost.
 */
export const limitLookUps = (source: StatusSource, most: number): StatusSource => {
  let underWay = 0
  return {
    ...source,
    issued: async (authorityId, serialNumber) => {
      if (underWay >= most) throw new AppError<ErrorCode>('busy.database')
      underWay += 1
      try {
        return await source.issued(authorityId, serialNumber)
      } finally {
        underWay -= 1
      }
    },
  }
}
