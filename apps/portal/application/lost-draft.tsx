import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { isLost } from './draft-store.ts'
import { WizardFrame } from './wizard-frame.tsx'

/** A draft that this browser may not see: the way back is its number and a code to the mobile. */
export const LostDraft = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  const { t } = useTranslation(['application', 'errors'])
  return (
    <WizardFrame step="details" title={t('page')}>
      <ProblemAlert error={error} onRetry={onRetry} />
      {isLost(error) && <p>{t('resume.lead')}</p>}
      <div className="form-actions">
        <LinkButton variant="primary" to="/hall/apply/resume">
          {t('notice.resume')}
        </LinkButton>
        <LinkButton to="/hall/apply">{t('resume.again')}</LinkButton>
      </div>
    </WizardFrame>
  )
}
