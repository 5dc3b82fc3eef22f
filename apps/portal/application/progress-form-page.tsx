import type { DraftForm } from '@certhall/contract/application/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import { LinkButton } from '../plain/button.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { FormSheets } from './form-sheets.tsx'
import { textOf, withText } from './form-values.ts'
import { isStranger, progressAddress } from './progress-address.ts'
import { fetchApplication } from './requests.ts'
import './application.css'

/** The form of a submitted application, twice, for whoever has proven that it is theirs. */
const ProgressFormPage = () => {
  const { t } = useTranslation(['application', 'progress', 'errors'])
  const { no = '' } = useParams()
  const language = useLanguage()
  const view = useQuery({ queryKey: ['application', no], queryFn: ({ signal }) => fetchApplication(no, signal), retry: false })
  const back = progressAddress(no)
  if (view.data !== undefined) {
    const { data } = view
    return (
      <FormSheets
        hint={t('progress:printNote')}
        back={back}
        sheet={{
          applicationNo: data.applicationNo,
          draftNo: '',
          date: beijingDate(data.submittedAt),
          business: data.applicationType,
          selection: data,
          projectName: language === 'zh' ? data.projectNameZh : data.projectNameEn,
          form: withoutMasked(data.form),
        }}
      />
    )
  }
  return (
    <div className="column">
      <PageHeading title={t('form.title')} />
      {view.isPending && <Skeleton lines={6} onRetry={() => void view.refetch()} />}
      {view.isError && isStranger(view.error) && (
        <>
          <p>{t('progress:printLocked')}</p>
          <LinkButton variant="primary" to={back}>
            {t('progress:page')}
          </LinkButton>
        </>
      )}
      {view.isError && !isStranger(view.error) && <ProblemAlert error={view.error} onRetry={() => void view.refetch()} />}
    </div>
  )
}

export default ProgressFormPage

/** A masked identity number is of no use on paper: its line stays empty, to be written by hand. */
const withoutMasked = (form: DraftForm): DraftForm =>
  textOf(form, 'agent.idNumber').includes('*') ? withText(form, 'agent.idNumber', '') : form
