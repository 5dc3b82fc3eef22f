import { certificateTypes, media, organizationKinds } from '@certhall/contract/application/vocabulary'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Colon } from '../plain/colon.tsx'
import './blank-form.css'

/** 《单位数字证书申请表》 to fill in by hand: two copies, one sheet of A4 each, blocks of domain §2.5. */
export const BlankForms = () => (
  <div className="blank-forms">
    <BlankForm copy={1} />
    <BlankForm copy={2} />
  </div>
)

const BlankForm = ({ copy }: { readonly copy: 1 | 2 }) => {
  const { t } = useTranslation('paper-form')
  return (
    <section className="blank-form" aria-label={`${t('title')} ${copy}`}>
      <header className="blank-form__head">
        <h2>{t('title')}</h2>
        <p>{t('copy', { copy, holder: copy === 1 ? t('holders.authority') : t('holders.applicant') })}</p>
        <p>
          <span className="blank-form__entry">
            {t('number')}
            <Colon />
            <Line />
          </span>{' '}
          <span className="blank-form__entry">
            {t('date')}
            <Colon />
            <Line />
          </span>
        </p>
      </header>
      <Block title={t('blocks.business')}>
        <Ticks names={businessKinds.map((kind) => t(`business.${kind}`))} />
      </Block>
      <Block title={t('blocks.certificate')}>
        <Ticks label={t('fields.certificateType')} names={certificateTypes.map((type) => t(`types.${type}`))} />
        <Ticks label={t('fields.medium')} names={media.map((medium) => t(`media.${medium}`))} />
        <Cells fields={['project', 'validity', 'quantity', 'holderName']} />
      </Block>
      <Block title={t('blocks.organization')}>
        <Cells fields={['organizationName']} wide />
        <Ticks label={t('fields.organizationKind')} names={organizationKinds.map((kind) => t(`kinds.${kind}`))} />
        <Cells fields={['uscc', 'orgCode', 'licenceNumber', 'licenceExpiresOn', 'legalRepresentative', 'phone']} />
        <Cells fields={['address', 'postcode']} wide />
      </Block>
      <Block title={t('blocks.contact')}>
        <Cells fields={['name', 'department', 'mobile', 'email']} />
      </Block>
      <Block title={t('blocks.agent')}>
        <Cells fields={['name', 'mobile', 'idKind', 'idNumber']} />
      </Block>
      <Block title={t('blocks.declaration')}>
        <Declaration />
      </Block>
      <Block title={t('blocks.office')}>
        <Cells fields={['entryClerk', 'reviewer', 'issuer', 'result', 'serialNumber', 'archiveNumber']} />
      </Block>
    </section>
  )
}

const Declaration = () => {
  const { t } = useTranslation('paper-form')
  return (
    <>
      <p className="blank-form__text">{t('declaration')}</p>
      <div className="blank-form__seal">
        <p>{t('fields.agentSignature')}:</p>
        <p>{t('fields.organizationSeal')}:</p>
        <p>{t('sealDate')}</p>
      </div>
    </>
  )
}

const Block = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="blank-form__block">
    <h3>{title}</h3>
    <div>{children}</div>
  </div>
)

interface CellsProps {
  readonly fields: readonly FormWord[]
  readonly wide?: boolean
}

const Cells = ({ fields, wide = false }: CellsProps) => {
  const { t } = useTranslation('paper-form')
  return (
    <ul className={wide ? 'blank-form__cells blank-form__cells--wide' : 'blank-form__cells'}>
      {fields.map((field) => (
        <li key={field}>{t(`fields.${field}`)}:</li>
      ))}
    </ul>
  )
}

const Ticks = ({ label, names }: { readonly label?: string; readonly names: readonly string[] }) => (
  <p className="blank-form__ticks">
    {label !== undefined && (
      <span>
        {label}
        <Colon />
      </span>
    )}
    {names.map((name) => (
      <span key={name}>☐ {name}</span>
    ))}
  </p>
)

const Line = () => <span className="blank-form__line" />

type FormWord = keyof typeof import('../messages/zh/paper-form.ts')['default']['fields']

const businessKinds = ['new', 'renew', 'replace', 'change', 'unlock', 'freeze', 'unfreeze', 'revoke'] as const
