import type { ApplicationPlan } from '../journeys/applicant.ts'
import { bidder } from '../journeys/p12.ts'
import { codeOf } from './codes.ts'

/** The n-th organisation of our invention, with contacts of its own: suites in one hall never meet. */
export const planOf = (
  n: number,
  name = `广州第${n}示例科技有限责任公司`,
): ApplicationPlan & { readonly mobile: string; readonly email: string } => {
  const code = codeOf(n)
  const mobile = `137001${String(n).padStart(5, '0')}`
  const email = `contact${n}@example.cn`
  const { organization, contact } = bidder.form
  return {
    ...bidder,
    code,
    mobile,
    email,
    form: {
      ...bidder.form,
      organization: { ...organization, name, uscc: code, licenceNumber: code },
      contact: { ...contact, mobile, email },
    },
  }
}
