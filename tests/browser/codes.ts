import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'

/** The unified social credit code of the n-th organisation of our invention, both check characters right. */
export const codeOf = (n: number): string => {
  const body = String(90_000_000 + n)
  const checks = [...'0123456789X'].flatMap((inner) =>
    [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].map((outer) => `91440100${body}${inner}${outer}`),
  )
  const code = checks.find((each) => parseOrganizationCode(each).ok)
  if (code === undefined) throw new Error(`no code for ${body}`)
  return code
}
