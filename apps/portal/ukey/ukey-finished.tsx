import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RoomProps } from '../download/room.ts'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { nameText } from '../plain/name-text.ts'
import { Steps } from '../plain/steps.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { StepLogView } from '../download/step-log-view.tsx'

/** DL-4, done: in the token, read back and proven. */
export const UkeyFinished = ({ download }: RoomProps) => {
  const { t } = useTranslation(['ukey', 'download'])
  const { issued } = download
  return (
    <div className="column">
      <Steps names={download.room.useStepNames()} current={4} />
      <PageHeading title={t('download:page')} step={t('download:finished.heading')} />
      <Alert tone="success" live="polite">
        {download.isFresh ? t('finished.lead') : t('finished.again')}
      </Alert>
      {issued !== null && (
        <Card>
          <Descriptions
            items={[
              { term: t('download:finished.subject'), value: nameText(issued.subject) },
              { term: t('download:finished.serial'), value: <CopyText text={issued.serialNumber} name={t('download:copyNames.serial')} /> },
              {
                term: t('download:finished.validity'),
                value: (
                  <>
                    <Time at={issued.notBefore} /> {t('download:finished.to')} <Time at={issued.notAfter} zone />
                  </>
                ),
              },
              { term: t('download:finished.checkStatus'), value: issued.ocspUrl, code: true },
              { term: t('download:finished.checkList'), value: <a href={issued.crlUrl}>{issued.crlUrl}</a>, code: true },
            ]}
          />
        </Card>
      )}
      {download.isFresh && (
        <Card title={t('download:install.log')}>
          <StepLogView log={download.log} />
        </Card>
      )}
      <Card title={t('finished.pinTitle')}>
        <p>{t('finished.pinMore')}</p>
        <div className="row">
          <LinkButton to="/hall/ukey/pin" variant="primary">
            {t('pin.change')}
          </LinkButton>
        </div>
      </Card>
      <Card title={t('download:finished.check')}>
        <p>{t('finished.checkMore')}</p>
        <CopyText text="pkcs11-tool --list-objects --type cert" name={t('download:copyNames.command')} />
        <p>
          <Link to="/help/ukey">{t('finished.guide')}</Link> · <Link to="/hall/manage">{t('download:finished.manage')}</Link> ·{' '}
          <Link to="/">{t('download:finished.home')}</Link>
        </p>
      </Card>
    </div>
  )
}
