import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { sessionEndOf } from './session.ts'

/** Named only to whoever has the key: why it opens nothing, and the next step. */
export const LoginProblem = ({ error }: { readonly error: unknown }) => {
  const { t } = useTranslation('holder')
  return (
    <>
      <ProblemAlert error={error} />
      {error !== null && sessionEndOf(error) === 'frozen' && (
        <p>
          <Link to="/unfreeze">{t('ended.unfreeze')}</Link>
        </p>
      )}
    </>
  )
}
