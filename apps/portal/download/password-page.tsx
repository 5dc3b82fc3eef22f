import { useTranslation } from 'react-i18next'
import { PageHeading } from '../shell/page-heading.tsx'
import { Steps } from '../plain/steps.tsx'
import { NewPassword } from './new-password.tsx'
import { ResumePassword } from './resume-password.tsx'
import type { RoomProps } from './room.ts'
import { useStepNames } from './step-names.ts'
import { SubjectCard } from './subject-card.tsx'

/** DL-2 and DL-3 for a P12: whose it is, then the password of the file. */
export const PasswordPage = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  return (
    <div className="column">
      <Steps names={useStepNames()} current={1} />
      <PageHeading title={t('page')} step={t('steps.password')} />
      <SubjectCard view={download.view} />
      {download.plan === 'resume' && download.kept !== undefined ? (
        <ResumePassword kept={download.kept} download={download} actions={actions} />
      ) : (
        <NewPassword download={download} actions={actions} />
      )}
    </div>
  )
}
