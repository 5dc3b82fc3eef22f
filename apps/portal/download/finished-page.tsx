import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { nameText } from '../plain/name-text.ts'
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
      <Steps names={useStepNames()} current={4} />
      <PageHeading title={t('page')} step={t('finished.heading')} />
      <Alert tone="success" live="polite">
        {download.isFresh ? t('finished.lead') : t('finished.again')}
      </Alert>
      <Alert tone="warning" title={t('finished.backup')}>
        {t('finished.backupMore')}
      </Alert>
      {download.issued !== null && <Facts issued={download.issued} />}
      <Card title={t('finished.guide')}>
        <p>{t('finished.guideMore')}</p>
        <div className="row">
          <LinkButton to="/help/usage" variant="primary">
            {t('finished.guide')}
          </LinkButton>
          <LinkButton to="/hall/manage">{t('finished.manage')}</LinkButton>
          <Link to="/">{t('finished.home')}</Link>
        </div>
      </Card>
      <SelfCheck fileName={certificateFileName(download.view.applicationNo)} />
    </div>
  )
}

const Facts = ({ issued }: { readonly issued: IssuedCertificate }) => {
  const { t } = useTranslation('download')
  return (
    <Card>
      <Descriptions
        items={[
          { term: t('finished.subject'), value: nameText(issued.subject) },
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
  )
}

/** For whoever would rather ask another program. */
const SelfCheck = ({ fileName }: { readonly fileName: string }) => {
  const { t } = useTranslation('download')
  const command = `openssl pkcs12 -in ${fileName} -clcerts -nokeys | openssl x509 -noout -subject -serial -dates`
  return (
    <Card title={t('finished.check')}>
      <p>{t('finished.checkMore')}</p>
      <CopyText text={command} name={t('copyNames.command')} />
    </Card>
  )
}
