import type { DraftForm, Selection } from '@certhall/contract/application/form'
import type { ApplicationType, FormField } from '@certhall/contract/application/vocabulary'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { code39 } from './barcode.ts'
import { fieldsOf } from './check-field.ts'
import { useItemLabel, useValueText } from './form-words.ts'
import { textOf } from './form-values.ts'
import { Colon } from '../plain/colon.tsx'
import './sheet.css'

export interface FormSheetProps {
  readonly copy: 'copyAuthority' | 'copyApplicant'
  readonly applicationNo: string | null
  readonly draftNo: string
  /** `2026-11-22` */
  readonly date: string
  readonly business: ApplicationType
  readonly selection: Omit<Selection, 'projectId'>
  readonly projectName: string
  readonly form: DraftForm
}

/** One copy of 《单位数字证书申请表》, one A4 sheet. Identity numbers are written out: the paper is what the agent signs. */
export const FormSheet = (props: FormSheetProps) => {
  const { t } = useTranslation('application')
  const { applicationNo, selection, form } = props
  const fields = fieldsOf(selection.certificateType)
  return (
    <article className="sheet" aria-label={`${t('form.title')} · ${t(`form.${props.copy}`)}`}>
      <header className="sheet__head">
        <div>
          <h2>{t('form.title')}</h2>
          <p>{t(`form.${props.copy}`)}</p>
        </div>
        <div className="sheet__number">
          {applicationNo !== null && <Bars text={applicationNo} />}
          <p>
            {t('form.number')}
            <Colon />
            <span className="code">{applicationNo ?? t('form.numberDraft', { no: props.draftNo })}</span>
          </p>
          <p>
            {t('form.date')}
            <Colon />
            {props.date}
          </p>
        </div>
      </header>
      <table className="sheet__table">
        <tbody>
          <Row term={t('form.business')}>
            <Businesses chosen={props.business} />
          </Row>
          <Row term={t('form.type')}>
            {t(`select.types.${selection.certificateType}`)} · {t('form.quantity')}
            <Colon />
            {t('form.one')} · {t(`select.media.${selection.medium}`)}
          </Row>
          <Row term={t('select.project')}>{props.projectName}</Row>
          <FieldRows form={form} fields={fields.organization} />
          <FieldRows form={form} fields={fields.contact} />
          <FieldRows form={form} fields={fields.agent} />
          <FieldRows form={form} fields={fields.certificate} />
        </tbody>
      </table>
      <p className="sheet__statement">{t('form.statement')}</p>
      <Signatures />
      <AuthorityBlock />
      <footer className="sheet__foot">
        <span>{applicationNo ?? props.draftNo}</span>
        <span>{t('form.page')}</span>
      </footer>
    </article>
  )
}

const Businesses = ({ chosen }: { readonly chosen: ApplicationType }) => {
  const { t } = useTranslation('application')
  return (['new', 'renew', 'replace', 'change', 'unlock', 'freeze', 'unfreeze', 'revoke'] as const).map((business) => (
    <span key={business} className="sheet__tick">
      <span aria-hidden="true">{business === chosen ? '☑' : '☐'}</span> {t(`form.businesses.${business}`)}
    </span>
  ))
}

/** Two to a line; what is empty keeps its place, to be written by hand. */
const FieldRows = ({ form, fields }: { readonly form: DraftForm; readonly fields: readonly FormField[] }) => {
  const label = useItemLabel()
  const words = useValueText()
  const shownValue = (field: FormField) => (field === 'agent.idNumber' ? textOf(form, field) : words(field, textOf(form, field)))
  const pairs = fields.filter((_, index) => index % 2 === 0).map((field, index) => [field, fields[index * 2 + 1]] as const)
  return pairs.map(([left, right]) => (
    <tr key={left}>
      <th scope="row">{label(left)}</th>
      <td colSpan={right === undefined ? 3 : 1}>{shownValue(left)}</td>
      {right !== undefined && (
        <>
          <th scope="row">{label(right)}</th>
          <td>{shownValue(right)}</td>
        </>
      )}
    </tr>
  ))
}

const Row = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <tr>
    <th scope="row">{term}</th>
    <td colSpan={3}>{children}</td>
  </tr>
)

const Signatures = () => {
  const { t } = useTranslation('application')
  return (
    <div className="sheet__signatures">
      <p>{t('form.signature')}:</p>
      <p>{t('form.seal')}:</p>
      <p>{t('form.sealDate')}:</p>
    </div>
  )
}

const AuthorityBlock = () => {
  const { t } = useTranslation('application')
  const terms = ['entryClerk', 'reviewer', 'issuer', 'serial', 'token', 'result', 'archive'] as const
  return (
    <section className="sheet__authority">
      <h3>{t('form.authority')}</h3>
      <div>
        {terms.map((term) => (
          <p key={term}>{t(`form.${term}`)}:</p>
        ))}
      </div>
    </section>
  )
}

const Bars = ({ text }: { readonly text: string }) => {
  const barcode = code39(text)
  if (barcode === null) return null
  return (
    <svg className="sheet__bars" viewBox={`0 0 ${barcode.width} 24`} preserveAspectRatio="none" role="img" aria-label={text}>
      {barcode.bars.map((bar) => (
        <rect key={bar.x} x={bar.x} y={0} width={bar.width} height={24} />
      ))}
    </svg>
  )
}
