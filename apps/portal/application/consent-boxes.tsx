import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Button } from '../plain/button.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import { DocumentText } from '../plain/document-text.tsx'
import type { ConsentView } from './requests.ts'

export interface ConsentBoxesProps {
  readonly consents: readonly ConsentView[]
  readonly ticked: ReadonlySet<string>
  readonly onTicked: (consentId: string, ticked: boolean) => void
  /** Set after a refused start: each box that is missing says so. */
  readonly missingText: string | undefined
}

export const consentControlId = (consentId: string): string => `consent-${consentId}`

/** One unticked box for each document, its text one press away. */
export const ConsentBoxes = ({ consents, ticked, onTicked, missingText }: ConsentBoxesProps) => {
  const { t } = useTranslation('application')
  const language = useLanguage()
  return consents.map((consent) => {
    const title = language === 'zh' ? consent.titleZh : consent.titleEn
    return (
      <div key={consent.consentId} className="consent">
        <Checkbox
          id={consentControlId(consent.consentId)}
          label={t('consent.agree', { title })}
          note={t('consent.version', { version: consent.version, date: consent.effectiveOn })}
          checked={ticked.has(consent.consentId)}
          onChecked={(checked) => onTicked(consent.consentId, checked)}
          error={ticked.has(consent.consentId) ? undefined : missingText}
        />
        <ConsentText title={title} text={language === 'zh' ? consent.textZh : consent.textEn} />
      </div>
    )
  })
}

const ConsentText = ({ title, text }: { readonly title: string; readonly text: string }) => {
  const { t } = useTranslation('application')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="quiet" icon={open ? 'chevronDown' : 'chevronRight'} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('consent.fold') : t('consent.read')}
        <span className="visually-hidden"> {title}</span>
      </Button>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls by the keyboard what is longer than its box
        <section className="consent__text" tabIndex={0} aria-label={title}>
          <DocumentText text={text} />
        </section>
      )}
    </>
  )
}
