import type { DocumentView, DraftForm, Selection } from '@certhall/contract/application/form'
import type { FormField } from '@certhall/contract/application/vocabulary'
import { displayOrganizationCode } from '@certhall/contract/organization/organization-code'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../plain/card.tsx'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { fieldsOf, type Section } from './check-field.ts'
import { useItemLabel, useValueText } from './form-words.ts'
import { textOf } from './form-values.ts'
import { PaperList } from './paper-list.tsx'
import type { PaperOwner } from './requests.ts'

export interface FormViewProps {
  readonly owner: PaperOwner
  readonly selection: Omit<Selection, 'projectId'>
  readonly projectName: string
  readonly orgCode: string | null
  readonly form: DraftForm
  readonly documents: readonly DocumentView[]
  /** Drawn in the head of a section: the way back to it. */
  readonly edit?: (section: Section | 'selection' | 'papers') => ReactNode
  /** Drawn behind a value. */
  readonly mark?: (field: FormField) => ReactNode
}

/** The whole application, to read: AP-3 and the progress page. */
export const FormView = ({ owner, selection, projectName, orgCode, form, documents, edit, mark }: FormViewProps) => {
  const { t } = useTranslation('application')
  const rows = useRows(form, mark)
  const fields = fieldsOf(selection.certificateType)
  const choices: readonly Description[] = [
    { term: t('select.certificateType'), value: t(`select.types.${selection.certificateType}`) },
    { term: t('select.project'), value: projectName },
    { term: t('select.medium'), value: t(`select.media.${selection.medium}`) },
    ...(orgCode === null ? [] : [{ term: t('select.code'), value: displayOrganizationCode(orgCode), code: true }]),
  ]
  const sections: readonly Section[] = ['organization', 'contact', 'agent', 'certificate']
  return (
    <>
      <Card title={t('confirm.selection')} actions={edit?.('selection')}>
        <Descriptions items={choices} />
      </Card>
      {sections.map((section) => (
        <Card key={section} title={t(`details.sections.${section}`)} actions={edit?.(section)}>
          <Descriptions items={rows(fields[section])} />
        </Card>
      ))}
      <Card title={t('confirm.papers')} actions={edit?.('papers')}>
        {documents.length === 0 ? <p className="muted">{t('confirm.noPapers')}</p> : <Papers owner={owner} documents={documents} />}
      </Card>
    </>
  )
}

const useRows = (form: DraftForm, mark: FormViewProps['mark']) => {
  const { t } = useTranslation('application')
  const label = useItemLabel()
  const words = useValueText()
  return (fields: readonly FormField[]): readonly Description[] =>
    fields.map((field) => ({
      term: label(field),
      value: (
        <>
          {words(field, textOf(form, field)) || <span className="muted">{t('confirm.empty')}</span>} {mark?.(field)}
        </>
      ),
    }))
}

const Papers = ({ owner, documents }: { readonly owner: PaperOwner; readonly documents: readonly DocumentView[] }) => {
  const label = useItemLabel()
  const kinds = [...new Set(documents.map((document) => document.kind))]
  return (
    <Descriptions
      items={kinds.map((kind) => ({
        term: label(`document.${kind}`),
        value: <PaperList owner={owner} documents={documents.filter((document) => document.kind === kind)} />,
      }))}
    />
  )
}
