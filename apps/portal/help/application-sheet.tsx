import type { CertificateType, Medium, OrganizationKind } from '@certhall/contract/application/vocabulary'
import { certificateTypes, media, organizationKinds } from '@certhall/contract/application/vocabulary'
import { useTranslation } from 'react-i18next'
import './application-sheet.css'

/** What the form says; every blank is a line to write on. */
export interface SheetValues {
  readonly applicationNo?: string
  readonly date?: string
  readonly certificateType?: CertificateType
  readonly project?: string
  readonly medium?: Medium
  readonly validityYears?: number
  readonly holderName?: string | undefined
  readonly organization?: Readonly<Record<string, string | undefined>> & { readonly kind?: OrganizationKind | undefined }
  readonly contact?: Readonly<Record<string, string | undefined>>
  readonly agent?: Readonly<Record<string, string | undefined>>
}

/** 《单位数字证书申请表》 in two copies, one sheet of A4 each (domain §2.5); blank without values. */
export const ApplicationSheets = ({ values = {} }: { readonly values?: SheetValues }) => (
  <div className="sheets">
    <Sheet copy={1} values={values} />
    <Sheet copy={2} values={values} />
  </div>
)

interface SheetProps {
  readonly copy: 1 | 2
  readonly values: SheetValues
}

const Sheet = ({ copy, values }: SheetProps) => {
  const { t } = useTranslation('paper-form')
  const isFilled = values.applicationNo !== undefined
  return (
    <section className="sheet" aria-label={`${t('title')} ${copy}`}>
      <header className="sheet__head">
        <h2>{t('title')}</h2>
        <p>{t('copy', { copy, holder: copy === 1 ? t('holders.authority') : t('holders.applicant') })}</p>
        <p>
          {t('number')}: <Blank value={values.applicationNo} /> {t('date')}: <Blank value={values.date} />
        </p>
      </header>
      <Block title={t('blocks.business')}>
        <Ticks names={businessKinds.map((kind) => [t(`business.${kind}`), isFilled && kind === 'new'])} />
      </Block>
      <CertificateBlock values={values} />
      <OrganizationBlock values={values} />
      <PeopleBlocks values={values} />
      <Block title={t('blocks.declaration')}>
        <p className="sheet__text">{t('declaration')}</p>
        <div className="sheet__seal">
          <p>{t('fields.agentSignature')}:</p>
          <p>{t('fields.organizationSeal')}:</p>
          <p>{t('sealDate')}</p>
        </div>
      </Block>
      <Block title={t('blocks.office')}>
        <Cells cells={officeFields.map((field) => [t(`fields.${field}`), undefined])} />
      </Block>
    </section>
  )
}

const CertificateBlock = ({ values }: { readonly values: SheetValues }) => {
  const { t } = useTranslation('paper-form')
  return (
    <Block title={t('blocks.certificate')}>
      <Ticks label={t('fields.certificateType')} names={certificateTypes.map((type) => [t(`types.${type}`), type === values.certificateType])} />
      <Ticks label={t('fields.medium')} names={media.map((medium) => [t(`media.${medium}`), medium === values.medium])} />
      <Cells
        cells={[
          [t('fields.project'), values.project],
          [t('fields.validity'), values.validityYears?.toString()],
          [t('fields.quantity'), values.applicationNo === undefined ? undefined : '1'],
          [t('fields.holderName'), values.holderName],
        ]}
      />
    </Block>
  )
}

const OrganizationBlock = ({ values: { organization } }: { readonly values: SheetValues }) => {
  const { t } = useTranslation('paper-form')
  return (
    <Block title={t('blocks.organization')}>
      <Cells cells={[[t('fields.organizationName'), organization?.name]]} wide />
      <Ticks label={t('fields.organizationKind')} names={organizationKinds.map((kind) => [t(`kinds.${kind}`), kind === organization?.kind])} />
      <Cells
        cells={(['uscc', 'orgCode', 'licenceNumber', 'licenceExpiresOn', 'legalRepresentative', 'phone'] as const).map((field) => [
          t(`fields.${field}`),
          organization?.[field],
        ])}
      />
      <Cells
        cells={[
          [t('fields.address'), organization?.address],
          [t('fields.postcode'), organization?.postcode],
        ]}
        wide
      />
    </Block>
  )
}

const PeopleBlocks = ({ values: { contact, agent } }: { readonly values: SheetValues }) => {
  const { t } = useTranslation('paper-form')
  return (
    <>
      <Block title={t('blocks.contact')}>
        <Cells cells={(['name', 'department', 'mobile', 'email'] as const).map((field) => [t(`fields.${field}`), contact?.[field]])} />
      </Block>
      <Block title={t('blocks.agent')}>
        <Cells cells={(['name', 'mobile', 'idKind', 'idNumber'] as const).map((field) => [t(`fields.${field}`), agent?.[field]])} />
      </Block>
    </>
  )
}

const Block = ({ title, children }: { readonly title: string; readonly children: React.ReactNode }) => (
  <div className="sheet__block">
    <h3>{title}</h3>
    <div>{children}</div>
  </div>
)

type Cell = readonly [label: string, value: string | undefined]

const Cells = ({ cells, wide = false }: { readonly cells: readonly Cell[]; readonly wide?: boolean }) => (
  <dl className={wide ? 'sheet__cells sheet__cells--wide' : 'sheet__cells'}>
    {cells.map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const Ticks = ({ label, names }: { readonly label?: string; readonly names: readonly (readonly [name: string, on: boolean])[] }) => (
  <p className="sheet__ticks">
    {label !== undefined && <span>{label}: </span>}
    {names.map(([name, on]) => (
      <span key={name}>
        {on ? '☑' : '☐'} {name}
      </span>
    ))}
  </p>
)

const Blank = ({ value }: { readonly value: string | undefined }) => <span className="sheet__blank">{value}</span>

const businessKinds = ['new', 'renew', 'replace', 'change', 'unlock', 'freeze', 'unfreeze', 'revoke'] as const
const officeFields = ['entryClerk', 'reviewer', 'issuer', 'result', 'serialNumber', 'archiveNumber'] as const
