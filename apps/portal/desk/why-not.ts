import { isErrorCode } from '@certhall/contract/errors'
import { useErrorText } from '../api/error-text.ts'

/** `whyNot` is a code of the house where it can be; anything else is shown as it came. */
export const useWhyNot = (): ((reason: string) => string) => {
  const text = useErrorText()
  return (reason) => (isErrorCode(reason) ? text(reason).title : reason)
}
