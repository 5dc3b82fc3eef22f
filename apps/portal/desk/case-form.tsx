import type { FormField } from '@certhall/contract/application/vocabulary'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Colon } from '../plain/colon.tsx'
import { compareText, type FieldSection, fieldsOf, fieldSections, formValueOf, isRevealable, registryValueOf } from './case-facts.ts'
import type { CaseView } from './exchange.ts'
import { useItemName } from './item-name.ts'
import { Reveal } from './reveal.tsx'
import { useShownValue } from './shown-value.ts'

export interface ReturnMarks {
  readonly returned: ReadonlySet<string>
  readonly mayReturn: boolean
  readonly onReturn: (item: string) => void
  readonly onKeep: (item: string) => void
}

export interface PaneProps {
  readonly view: CaseView
  readonly marks: ReturnMarks
}

/** Left pane: the application as typed, with what the registry says under each value. */
export const CaseForm = ({ view, marks }: PaneProps) => {
  const { t } = useTranslation('desk')
  return (
    <section className="pane" id="case-data" aria-labelledby="case-data-title">
      <h2 id="case-data-title">{t('case.data')}</h2>
      {fieldSections.map((section) => (
        <Section key={section} section={section} view={view} marks={marks} />
      ))}
    </section>
  )
}

const Section = ({ section, view, marks }: PaneProps & { readonly section: FieldSection }) => {
  const { t } = useTranslation('desk')
  const fields = fieldsOf(section).filter(
    (field) => formValueOf(view.form, field) !== null || registryValueOf(view.registry, field) !== undefined,
  )
  if (fields.length === 0) return null
  return (
    <>
      <h3>{t(`case.sections.${section}`)}</h3>
      <dl className="case-fields">
        {fields.map((field) => (
          <Row key={field} field={field} view={view} marks={marks} />
        ))}
      </dl>
    </>
  )
}

const Row = ({ field, view, marks }: PaneProps & { readonly field: FormField }) => {
  const name = useItemName()(field)
  const shown = useShownValue()
  const value = formValueOf(view.form, field)
  const text = value === null ? '—' : shown(field, String(value))
  return (
    <div className={marks.returned.has(field) ? 'case-field case-field--returned' : 'case-field'}>
      <dt>{name}</dt>
      <dd>
        {isRevealable(field) && view.may.reveal && value !== null ? (
          <Reveal applicationNo={view.applicationNo} field={field} masked={text} name={name} />
        ) : (
          text
        )}
        <Against field={field} view={view} />
        <Previous item={field} view={view} />
      </dd>
      <dd className="case-field__act">
        <ReturnMark item={field} name={name} marks={marks} />
      </dd>
    </div>
  )
}

/** The registry's word beside the typed one. */
const Against = ({ field, view }: { readonly field: FormField; readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  const shown = useShownValue()
  const held = registryValueOf(view.registry, field)
  if (held === undefined) return null
  const typed = formValueOf(view.form, field)
  const outcome = compareText(typed === null ? null : String(typed), held)
  return (
    <span className={`against against--${outcome}`}>
      {outcome === 'same' ? t('case.same') : t(`case.${outcome}`, { value: shown(field, held) })}
    </span>
  )
}

const Previous = ({ item, view }: { readonly item: string; readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  const before = view.returnedItems.find((entry) => entry.item === item)
  if (before === undefined) return null
  return (
    <span className="against">
      {before.value === null ? (
        t('case.previousReason')
      ) : (
        <>
          {t('case.previous')}
          <Colon />
          {before.value} ·{' '}
        </>
      )}
      {[t(`case.returnReasons.${before.reason}`), before.remark].filter((each) => each !== '').join(' · ')}
    </span>
  )
}

export const ReturnMark = ({ item, name, marks }: { readonly item: string; readonly name: string; readonly marks: ReturnMarks }) => {
  const { t } = useTranslation('desk')
  if (!marks.mayReturn) return null
  const isPaper = item.startsWith('document.')
  return marks.returned.has(item) ? (
    <Button size="small" onClick={() => marks.onKeep(item)}>
      {t('case.keepItem')}
    </Button>
  ) : (
    <Button
      size="small"
      type="text"
      aria-label={isPaper ? t('case.returnPaperNamed', { name }) : t('case.returnItemNamed', { name })}
      onClick={() => marks.onReturn(item)}
    >
      {isPaper ? t('case.returnPaper') : t('case.returnItem')}
    </Button>
  )
}
