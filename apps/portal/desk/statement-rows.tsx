import type { PasscodeRelease, ReviewDecision } from '@certhall/contract/statement/statements'
import { useTranslation } from 'react-i18next'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { Time } from '../plain/time.tsx'
import { useItemName } from './item-name.ts'
import type { ReadStatement } from './statement-text.ts'
import { Colon } from '../plain/colon.tsx'

/** Every word of the statement, in the reader's language. Nothing is left out: what is not read is not signed knowingly. */
export const StatementRows = ({ read, signerName }: { readonly read: ReadStatement; readonly signerName: string }) => {
  const { t } = useTranslation('desk')
  const { statement } = read
  const own = useOwnRows(read)
  return (
    <Descriptions
      items={[
        { term: t('sign.rows.act'), value: <strong>{t(`sign.acts.${read.kind}`)}</strong> },
        { term: t('sign.rows.application'), value: statement.applicationNo, code: true },
        { term: t('sign.rows.revision'), value: statement.revision },
        ...own,
        { term: t('sign.rows.snapshot'), value: statement.snapshotSha256, code: true },
        { term: t('sign.rows.signer'), value: signerName },
        { term: t('sign.rows.certificate'), value: statement.certificateSha256, code: true },
        { term: t('sign.rows.preparedAt'), value: <Time at={statement.preparedAtMs} precision="second" zone /> },
      ]}
    />
  )
}

const useOwnRows = (read: ReadStatement): readonly Description[] => {
  const decision = useDecisionRows()
  const release = useReleaseRows()
  return read.kind === 'decision' ? decision(read.statement) : release(read.statement)
}

const useDecisionRows = (): ((statement: ReviewDecision) => readonly Description[]) => {
  const { t } = useTranslation(['desk', 'certificate'])
  const nameOf = useItemName()
  return ({ decision, followUp, rejectReason, returnedItems, remark }) => [
    { term: t('sign.rows.business'), value: <strong>{t(`certificate:applicationTypes.${followUp?.type ?? 'new'}`)}</strong> },
    ...(followUp === undefined
      ? []
      : [
          { term: t('sign.rows.ground'), value: t(`certificate:reasons.${followUp.reason}`) },
          { term: t('sign.rows.certificateConcerned'), value: followUp.target.serialNumber, code: true },
        ]),
    { term: t('sign.rows.decision'), value: <strong>{t(`case.decisions.${decision}`)}</strong> },
    ...(rejectReason === null ? [] : [{ term: t('sign.rows.reason'), value: t(`case.rejectReasons.${rejectReason}`) }]),
    ...(returnedItems.length === 0
      ? []
      : [
          {
            term: t('sign.rows.items'),
            value: (
              <ul className="plain-list">
                {returnedItems.map((item) => (
                  <li key={item.item}>
                    {nameOf(item.item)}
                    <Colon />
                    {t(`case.returnReasons.${item.reason}`)}
                    {item.remark !== '' && ` (${item.remark})`}
                  </li>
                ))}
              </ul>
            ),
          },
        ]),
    { term: t('sign.rows.remark'), value: remark === '' ? t('sign.rows.none') : remark },
  ]
}

const useReleaseRows = (): ((statement: PasscodeRelease) => readonly Description[]) => {
  const { t } = useTranslation('desk')
  return ({ channel, target, resendReason, decisionSha256 }) => [
    { term: t('sign.rows.channel'), value: t(`case.channels.${channel}`) },
    { term: t('sign.rows.target'), value: <strong>{target}</strong> },
    ...(resendReason === null ? [] : [{ term: t('sign.rows.resend'), value: resendReason }]),
    { term: t('sign.rows.decisionDigest'), value: decisionSha256, code: true },
  ]
}
