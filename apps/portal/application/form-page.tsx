import type { DraftForm } from '@certhall/contract/application/form'
import { maskIdNumber } from '@certhall/contract/contact/contact-address'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { useLanguage } from '../messages/translation.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import { FormSheets } from './form-sheets.tsx'
import { textOf, withText } from './form-values.ts'
import { projectName } from './form-words.ts'
import { fetchApplication } from './requests.ts'
import { useDraftRoom } from './room-context.ts'

/** The filled application form, twice, to print, sign and seal; before the submission too, for projects that want it uploaded. */
export const FormPage = () => {
  const { t } = useTranslation('application')
  const { state, project } = useDraftRoom()
  const language = useLanguage()
  const { draft, form } = state
  // After a correction the application says more than the draft that it came from.
  const application = useQuery({
    queryKey: ['application', draft.applicationNo],
    queryFn: ({ signal }) => fetchApplication(draft.applicationNo ?? '', signal),
    enabled: draft.applicationNo !== null,
  })
  const sheet = {
    applicationNo: draft.applicationNo,
    draftNo: draft.draftNo,
    date: beijingDate(application.data?.submittedAt ?? hallClock.nowMs()),
    business: draft.followUp?.type ?? ('new' as const),
    selection: draft.selection,
    projectName: project === null ? draft.selection.projectId : projectName(project, language),
    form: application.data === undefined ? form : withWholeIdNumber(application.data.form, form),
  }
  return <FormSheets hint={t('form.hint')} sheet={sheet} />
}

/** The application shows the identity number masked; the paper to be signed has the whole one as long as it is the same. */
const withWholeIdNumber = (form: DraftForm, typed: DraftForm): DraftForm => {
  const whole = textOf(typed, 'agent.idNumber')
  const isSame = maskIdNumber(whole.normalize('NFKC').replace(/\s/g, '').toUpperCase()) === textOf(form, 'agent.idNumber')
  return whole !== '' && isSame ? withText(form, 'agent.idNumber', whole) : form
}
