import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Steps } from '../plain/steps.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { certificateFileName } from './certificate-file.ts'
import type { RoomProps } from './room.ts'
import { useStepNames } from './step-names.ts'

export const FinishedPage = ({ download }: RoomProps) => {
  const { t } = useTranslation('download')
  return (
    <div className="column">
      <PageHeading title={t('page')} step={t('finished.heading')} />
      <Steps names={useStepNames()} current={4} />
      <Alert tone="success" live="polite">
        {download.isFresh ? t('finished.lead') : t('finished.again')}
      </Alert>
      {download.issued !== null && <Facts issued={download.issued} fileName={certificateFileName(download.view.applicationNo)} />}
      <Alert tone="warning" title={t('finished.backup')}>
        {t('finished.backupMore')}
      </Alert>
      <Card title={t('finished.guide')}>
        <p>{t('finished.guideMore')}</p>
        <div className="row">
          <LinkButton to="/help/usage" variant="primary">
            {t('finished.guide')}
          </LinkButton>
          <Link to="/">{t('finished.home')}</Link>
        </div>
      </Card>
    </div>
  )
}

const Facts = ({ issued, fileName }: { readonly issued: IssuedCertificate; readonly fileName: string }) => {
  const { t } = useTranslation('download')
  const command = `openssl pkcs12 -in ${fileName} -clcerts -nokeys | openssl x509 -noout -subject -serial -dates`
  return (
    <>
      <Card>
        <Descriptions
          items={[
            { term: t('finished.subject'), value: issued.subject },
            { term: t('finished.serial'), value: <CopyText text={issued.serialNumber} name={t('copyNames.serial')} /> },
            {
              term: t('finished.validity'),
              value: (
                <>
                  <Time at={issued.notBefore} /> {t('finished.to')} <Time at={issued.notAfter} zone />
                </>
              ),
            },
            { term: t('finished.checkStatus'), value: issued.ocspUrl, code: true },
            { term: t('finished.checkList'), value: <a href={issued.crlUrl}>{issued.crlUrl}</a>, code: true },
          ]}
        />
      </Card>
      <Card title={t('finished.check')}>
        <p>{t('finished.checkMore')}</p>
        <CopyText text={command} name={t('copyNames.command')} />
      </Card>
    </>
  )
}
