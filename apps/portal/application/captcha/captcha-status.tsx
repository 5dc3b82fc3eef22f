import { useTranslation } from 'react-i18next'
import { Button } from '../../plain/button.tsx'
import { FieldError } from '../../plain/field.tsx'
import { Icon } from '../../plain/icon.tsx'
import type { Captcha } from './use-captcha.ts'

export interface CaptchaStatusProps {
  readonly captcha: Captcha
  readonly id: string
}

/** A status, not a control: the check does itself. Only its failure asks for anything. */
export const CaptchaStatus = ({ captcha: { state, retry }, id }: CaptchaStatusProps) => {
  const { t } = useTranslation('application')
  return (
    <div className={state === 'failed' ? 'field field--wrong' : 'field'} id={id}>
      <span className="field__label" id={`${id}-label`}>
        {t('captcha.label')}
      </span>
      <div className={`captcha captcha--${state}`} role="status" aria-labelledby={`${id}-label`}>
        <span className="captcha__mark" aria-hidden="true">
          {state === 'ready' && <Icon name="check" />}
        </span>
        <span>{state === 'ready' ? t('captcha.ready') : state === 'working' ? t('captcha.working') : t('captcha.failed')}</span>
      </div>
      <p className="field__hint">{t('captcha.hint')}</p>
      {state === 'failed' && (
        <>
          <FieldError id={`${id}-error`} error={t('captcha.remedy')} />
          <Button onClick={retry}>{t('captcha.retry')}</Button>
        </>
      )}
    </div>
  )
}
