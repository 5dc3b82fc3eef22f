import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { FocusHere } from '../plain/focus-here.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CheckForm } from './check-form.tsx'
import { CheckResult } from './check-result.tsx'
import { check } from './exchange.ts'

/** 证书核验, for whoever was handed a certificate. */
const CheckPage = () => {
  const { t } = useTranslation('check')
  const asked = useMutation({
    mutationFn: ({ certificate, at }: { certificate: string; at: string | null }) => check(certificate, at),
    retry: false,
  })
  return (
    <div className="column">
      <PageHeading title={t('title')} lead={t('lead')} />
      <CheckForm isBusy={asked.isPending} onCheck={(certificate, at) => asked.mutate({ certificate, at })} />
      <ProblemAlert error={asked.error} />
      {asked.data !== undefined && (
        <FocusHere key={asked.submittedAt}>
          <CheckResult checked={asked.data} />
        </FocusHere>
      )}
      <p>
        <Link to="/sign-text">{t('toSignText')}</Link>
      </p>
    </div>
  )
}

export default CheckPage
