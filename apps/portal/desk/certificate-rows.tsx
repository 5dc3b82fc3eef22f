import type { DeskCertificate } from '@certhall/contract/desk/certificates'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { nameOf } from './certificate-exchange.ts'
import { RecordTable } from './record-table.tsx'

export interface CertificateRowsProps {
  readonly caption: string
  readonly rows: readonly DeskCertificate[]
  readonly onFreeze: (certificate: DeskCertificate) => void
}

export const CertificateRows = ({ caption, rows, onFreeze }: CertificateRowsProps) => {
  const { t } = useTranslation('desk-certificates')
  const language = useLanguage()
  if (rows.length === 0) return null
  return (
    <RecordTable
      caption={caption}
      rows={rows}
      rowKey={({ authorityId, serialNumber }) => `${authorityId} ${serialNumber}`}
      columns={[
        { title: t('columns.subject'), wide: true, cell: (row) => <Holder row={row} /> },
        { title: t('columns.certificate'), wide: true, cell: (row) => <Numbers row={row} /> },
        { title: t('columns.project'), cell: ({ projectNameZh, projectNameEn }) => (language === 'zh' ? projectNameZh : projectNameEn) },
        { title: t('columns.state'), cell: (row) => <State row={row} /> },
        { title: t('columns.stored'), cell: ({ storedAt }) => <Time at={storedAt} /> },
        { title: t('columns.until'), cell: ({ notAfter }) => <Time at={notAfter} precision="date" /> },
        { title: t('columns.action'), cell: (row) => <Freeze row={row} onFreeze={onFreeze} /> },
      ]}
    />
  )
}

const Holder = ({ row: { subject, orgCode } }: { readonly row: DeskCertificate }) => (
  <>
    <strong title={subject}>{nameOf(subject)}</strong>
    <div className="code">{orgCode}</div>
  </>
)

const Numbers = ({ row: { serialNumber, applicationNo, medium } }: { readonly row: DeskCertificate }) => {
  const { t } = useTranslation('desk-certificates')
  return (
    <>
      <div className="code certificate-serial">{serialNumber}</div>
      <span className="code">{applicationNo}</span> <span className="muted">{t(`media.${medium}`)}</span>
    </>
  )
}

const State = ({ row: { state, confirmedAt, frozenAt } }: { readonly row: DeskCertificate }) => {
  const { t } = useTranslation('desk-certificates')
  return (
    <>
      <StateTag of="certificate" state={state} />
      {confirmedAt === null && (state === 'valid' || state === 'frozen') && <div className="late">{t('unconfirmed')}</div>}
      {state === 'frozen' && frozenAt !== null && (
        <div className="muted">
          {t('frozenAt')} <Time at={frozenAt} />
        </div>
      )}
    </>
  )
}

/** No button where it would not work: the state beside it says why. */
const Freeze = ({ row, onFreeze }: { readonly row: DeskCertificate; readonly onFreeze: CertificateRowsProps['onFreeze'] }) => {
  const { t } = useTranslation('desk-certificates')
  if (row.may.freeze !== null) return '—'
  return (
    <Button
      size="small"
      danger
      aria-label={t('freezeNamed', { subject: nameOf(row.subject), serial: row.serialNumber })}
      onClick={() => onFreeze(row)}
    >
      {t('freeze')}
    </Button>
  )
}
