import type { CheckStatement } from '@certhall/contract/certificate/check'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { beijingMinute } from '../plain/beijing-time.ts'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Time } from '../plain/time.tsx'
import { noteOf, reasonOf, toneOfState } from './check-words.ts'
import type { Checked } from './exchange.ts'
import { SaveEvidence } from './save-evidence.tsx'
import { Colon } from '../plain/colon.tsx'

/** In words and in colour; nothing is told by colour alone. */
export const CheckResult = ({ checked }: { readonly checked: Checked }) => {
  const { t } = useTranslation('check')
  const { statement, answer } = checked
  return (
    <>
      <Card title={t('result.title')}>
        <PresentState statement={statement} />
        {statement.asked !== null && (
          <Alert tone={toneOfState[statement.asked.state]} title={t(`past.${statement.asked.state}`)}>
            {t('result.at', { time: beijingMinute(statement.asked.at) })}
          </Alert>
        )}
        <Facts statement={statement} />
      </Card>
      <SaveEvidence answer={answer} />
    </>
  )
}

export const PresentState = ({ statement }: { readonly statement: CheckStatement }) => {
  const { t } = useTranslation('check')
  const reason = reasonOf(statement.reason)
  return (
    <Alert tone={toneOfState[statement.state]} title={t(`states.${statement.state}`)} live="polite">
      <p>{t(`notes.${noteOf(statement)}`)}</p>
      {statement.since !== null && (
        <p>
          {t('result.since')} <Time at={statement.since} precision="second" zone />
        </p>
      )}
      {reason !== null && (
        <p>
          {t('result.reason')}
          <Colon />
          {t(`reasons.${reason}`)}
        </p>
      )}
    </Alert>
  )
}

const Facts = ({ statement }: { readonly statement: CheckStatement }) => {
  const { t } = useTranslation('check')
  return (
    <Descriptions
      items={[
        { term: t('result.subject'), value: statement.subject },
        { term: t('result.issuer'), value: statement.issuer },
        { term: t('result.chain'), value: t(`chains.${statement.chain}`) },
        { term: t('result.serialNumber'), value: statement.serialNumber, code: true },
        {
          term: t('result.validity'),
          value: (
            <>
              <Time at={statement.notBefore} /> – <Time at={statement.notAfter} zone />
            </>
          ),
        },
        { term: t('result.sha256'), value: statement.certificateSha256, code: true },
        { term: t('result.checkedAt'), value: <Time at={statement.checkedAt} precision="second" utc /> },
      ]}
    />
  )
}
