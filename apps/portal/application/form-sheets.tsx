import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button, LinkButton } from '../plain/button.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { FormSheet, type FormSheetProps } from './form-sheet.tsx'

export interface FormSheetsProps {
  readonly hint: string
  /** Where the way back leads; without it, to the page before. */
  readonly back?: string
  readonly sheet: Omit<FormSheetProps, 'copy'>
}

/** Both copies with the button that prints them. */
export const FormSheets = ({ hint, back, sheet }: FormSheetsProps) => {
  const { t } = useTranslation('application')
  const navigate = useNavigate()
  return (
    <div className="sheets">
      <div className="no-print">
        <PageHeading title={t('form.title')} lead={hint} />
        <div className="form-actions">
          <Button variant="primary" icon="print" onClick={() => print()}>
            {t('form.print')}
          </Button>
          {back === undefined ? (
            <Button onClick={() => void navigate(-1)}>{t('form.back')}</Button>
          ) : (
            <LinkButton to={back}>{t('form.back')}</LinkButton>
          )}
        </div>
      </div>
      <FormSheet copy="copyAuthority" {...sheet} />
      <FormSheet copy="copyApplicant" {...sheet} />
    </div>
  )
}
