import { type ClientSystem, clientSystems, type DownloadsView } from '@certhall/contract/download-centre/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDownloads } from '../api/downloads.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Icon } from '../plain/icon.tsx'
import { Select } from '../plain/select.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { Authorities } from './authorities.tsx'
import { Drivers } from './drivers.tsx'
import { sizeText, visitorSystem } from './visitor-system.ts'
import './download-centre.css'

/** 下载中心, DC-1. */
const DownloadCentrePage = () => {
  const { t } = useTranslation('downloads')
  const { data, error, refetch } = useDownloads()
  return (
    <div className="column">
      <PageHeading title={t('title')} lead={t('lead')} />
      <Alert tone="warning" title={t('saveFirst')}>
        {t('saveFirstMore')}
      </Alert>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {data === undefined ? error === null && <Skeleton lines={8} onRetry={() => void refetch()} /> : <Offered downloads={data} />}
      <Authorities />
      <Guides />
    </div>
  )
}

export default DownloadCentrePage

const Offered = ({ downloads }: { readonly downloads: DownloadsView }) => (
  <>
    <Client downloads={downloads} />
    <Drivers drivers={downloads.drivers} />
  </>
)

const Client = ({ downloads }: { readonly downloads: DownloadsView }) => {
  const { t } = useTranslation('downloads')
  const [detected] = useState(() => visitorSystem(navigator.userAgent))
  const [system, setSystem] = useState<ClientSystem | ''>(detected ?? '')
  const files = downloads.clients.filter((file) => file.system === system)
  const others = downloads.clients.filter((file) => file.system !== system)
  return (
    <Card title={t('client.title')}>
      <p>{t('client.note')}</p>
      <Select
        id="system"
        label={t('client.system')}
        hint={detected === null ? t('client.unknown') : t('client.detected')}
        width="half"
        value={system}
        choices={clientSystems.map((value) => ({ value, label: t(`systems.${value}`) }))}
        onValue={setSystem}
      />
      {files.map((file) => (
        <ClientFile key={file.file} file={file} />
      ))}
      {system !== '' && files.length === 0 && (
        <Alert title={t('client.none')}>
          <p>{t('client.noneMore')}</p>
          <CopyText text={downloads.buildCommand} name={t('client.command')} />
        </Alert>
      )}
      {files.length > 0 && <p className="muted">{t('client.verify')}</p>}
      {others.length > 0 && (
        <details className="more">
          <summary>{t('client.others')}</summary>
          {others.map((file) => (
            <ClientFile key={file.file} file={file} />
          ))}
        </details>
      )}
    </Card>
  )
}

const ClientFile = ({ file }: { readonly file: DownloadsView['clients'][number] }) => {
  const { t } = useTranslation('downloads')
  return (
    <div className="offer">
      <Descriptions
        items={[
          { term: t('client.file'), value: file.file, code: true },
          { term: t('client.system'), value: t(`systems.${file.system}`) },
          { term: t('client.version'), value: file.version },
          { term: t('client.size'), value: sizeText(file.size) },
          { term: t('client.sha256'), value: <CopyText text={file.sha256} name={t('client.sha256')} /> },
          { term: t('client.sm3'), value: <CopyText text={file.sm3} name={t('client.sm3')} /> },
        ]}
      />
      <a
        className="button button--primary"
        href={file.url}
        download={file.file}
        aria-label={t('client.downloadNamed', { file: file.file })}
      >
        <Icon name="download" />
        <span>{t('client.download')}</span>
      </a>
    </div>
  )
}

const Guides = () => {
  const { t } = useTranslation('downloads')
  return (
    <Card title={t('guides.title')}>
      <ul className="link-list">
        {guides.map(([name, to]) => (
          <li key={name}>
            <Link to={to}>{t(`guides.${name}`)}</Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const guides = [
  ['ukey', '/help/ukey'],
  ['usage', '/help/usage'],
  ['pin', '/hall/ukey/pin'],
  ['documents', '/help/documents'],
  ['check', '/check'],
] as const
