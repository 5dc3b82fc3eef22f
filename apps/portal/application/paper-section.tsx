import type { DocumentView } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFieldText } from '../api/error-text.ts'
import { FieldError } from '../plain/field.tsx'
import { controlId } from './form-id.ts'
import type { FormIssue } from './form-words.ts'
import { PaperList } from './paper-list.tsx'
import { PaperUpload } from './paper-upload.tsx'
import type { PaperOwner } from './requests.ts'

export interface PaperSectionProps {
  readonly owner: PaperOwner
  readonly documents: readonly DocumentView[]
  readonly required: readonly DocumentKind[]
  readonly issues: readonly FormIssue[]
  /** Where the filled form can be printed, for papers that ask for it. */
  readonly formAddress: string
  readonly onChanged: () => Promise<void>
}

/** 材料: one row for each paper that the project asks for, and one for anything else. */
export const PaperSection = ({ owner, documents, required, issues, formAddress, onChanged }: PaperSectionProps) => {
  const { t } = useTranslation('application')
  const kinds: readonly DocumentKind[] = [...required.filter((kind) => kind !== 'other'), 'other']
  return (
    <>
      <p className="muted">{t('papers.lead')}</p>
      {kinds.map((kind) => (
        <PaperRow
          key={kind}
          owner={owner}
          kind={kind}
          required={required.includes(kind)}
          documents={documents.filter((document) => document.kind === kind)}
          issue={issues.find((issue) => issue.field === `document.${kind}`) ?? null}
          formAddress={kind === 'applicationForm' ? formAddress : null}
          onChanged={onChanged}
        />
      ))}
    </>
  )
}

interface PaperRowProps {
  readonly owner: PaperOwner
  readonly kind: DocumentKind
  readonly required: boolean
  readonly documents: readonly DocumentView[]
  readonly issue: FormIssue | null
  readonly formAddress: string | null
  readonly onChanged: () => Promise<void>
}

export const PaperRow = ({ owner, kind, required, documents, issue, formAddress, onChanged }: PaperRowProps) => {
  const { t } = useTranslation('application')
  const { t: shell } = useTranslation('shell')
  const text = useFieldText()
  const id = controlId(`document.${kind}`)
  return (
    <fieldset className={issue === null ? 'field paper' : 'field paper field--wrong'}>
      <legend className="field__label">
        {required && (
          <span className="field__star" aria-hidden="true">
            *
          </span>
        )}
        {t(`papers.kinds.${kind}`)}
        {!required && <span className="field__optional">{shell('field.optional')}</span>}
      </legend>
      {formAddress !== null && (
        <p className="field__hint">
          {t('papers.printForm')} <Link to={formAddress}>{t('papers.printFormLink')}</Link>
        </p>
      )}
      <PaperList owner={owner} documents={documents} onChanged={onChanged} />
      <PaperUpload id={id} owner={owner} kind={kind} another={documents.length > 0} wrong={issue !== null} onChanged={onChanged} />
      <FieldError id={`${id}-error`} error={issue === null ? undefined : text(issue.code)} />
    </fieldset>
  )
}
