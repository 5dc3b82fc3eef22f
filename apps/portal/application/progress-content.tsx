import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Button } from '../plain/button.tsx'
import { FormView } from './form-view.tsx'
import type { ProgressView } from './requests.ts'

/** What was submitted, on request: the page is about how it stands. */
export const ProgressContent = ({ view }: { readonly view: ProgressView }) => {
  const { t } = useTranslation('progress')
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  return (
    <section aria-label={t('content')}>
      <Button variant="quiet" icon={open ? 'chevronDown' : 'chevronRight'} aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('show')}
      </Button>
      {open && (
        <FormView
          owner={{ applicationNo: view.applicationNo }}
          selection={view}
          projectName={language === 'zh' ? view.projectNameZh : view.projectNameEn}
          orgCode={null}
          form={view.form}
          documents={view.documents}
        />
      )}
    </section>
  )
}
