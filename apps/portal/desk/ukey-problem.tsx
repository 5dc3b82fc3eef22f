import { ProblemAlert } from '../api/problem-alert.tsx'
import ClientAlert from '../ukey/client-alert.tsx'
import { isUkeyFault } from '../ukey/faults.ts'

/** What went wrong on the way through the client and the hall, in the words of whoever refused. */
export const UkeyProblem = ({ error }: { readonly error: unknown }) =>
  isUkeyFault(error) ? <ClientAlert error={error} /> : <ProblemAlert error={error} />
