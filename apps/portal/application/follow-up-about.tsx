import type { FollowUpView } from '@certhall/contract/application/follow-up-view'
import { followUpRule } from '@certhall/contract/application/follow-up'
import { defaultOverlapDays } from '@certhall/contract/hall/hall'
import { useTranslation } from 'react-i18next'
import { FollowUpWarnings } from '../certificate/follow-up-warnings.tsx'
import { shortSubject } from '../certificate/words.ts'
import { useSentences } from '../messages/translation.ts'
import { Card } from '../plain/card.tsx'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { differencesOf } from './differences.ts'
import { useItemLabel, useValueText } from './form-words.ts'
import { useDraftRoom } from './room-context.ts'
import '../certificate/certificate.css'

/** Which certificate, why, and what becomes of it. */
export const FollowUpAbout = ({ followUp }: { readonly followUp: FollowUpView }) => {
  const { t } = useTranslation('certificate')
  const { project } = useDraftRoom()
  const { type, reason, remark, target, targetSubject } = followUp
  const sentences = useSentences()
  const rule = followUpRule(type, reason)
  const end =
    rule === undefined
      ? ''
      : rule.targetEnd === 'overlap'
        ? t('ends.overlap', { count: project?.overlapDays ?? defaultOverlapDays })
        : t(`ends.${rule.targetEnd}`)
  const items: readonly Description[] = [
    {
      term: t('wizard.target'),
      value: (
        <>
          {shortSubject(targetSubject)} · <span className="code">{target.serialNumber}</span>
        </>
      ),
    },
    { term: t('wizard.reason', { type: t(`applicationTypes.${type}`) }), value: t(`reasons.${reason}`) },
    ...(remark === '' ? [] : [{ term: t('wizard.remark'), value: remark }]),
    { term: t('wizard.endTitle'), value: sentences([rule?.freezesAtOnce === true ? t('ends.atOnce') : '', end]) },
  ]
  return (
    <Card title={t('wizard.about')}>
      <Descriptions items={items} />
    </Card>
  )
}

/** MG-5, difference view: the record beside what is asked for; and what cannot be taken back. */
export const FollowUpDifferences = ({ followUp }: { readonly followUp: FollowUpView }) => {
  const { t } = useTranslation('certificate')
  const { state } = useDraftRoom()
  const label = useItemLabel()
  const words = useValueText()
  const differences = differencesOf(followUp.recorded, state.form, state.draft.selection.certificateType)
  return (
    <>
      <Card title={t('wizard.differences')}>
        {differences.length === 0 && <p className="muted">{t('wizard.noDifferences')}</p>}
        {differences.length > 0 && (
          <table className="difference">
            <thead>
              <tr>
                <th scope="col">{t('wizard.field')}</th>
                <th scope="col">{t('wizard.recorded')}</th>
                <th scope="col">{t('wizard.now')}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ field, recorded, now }) => (
                <tr key={field}>
                  <th scope="row">{label(field)}</th>
                  <td className="difference__old">{words(field, recorded) || t('wizard.empty')}</td>
                  <td>{words(field, now) || t('wizard.empty')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      <FollowUpWarnings type={followUp.type} rule={followUpRule(followUp.type, followUp.reason)} />
    </>
  )
}

/** Where the wizard of a follow-up began. */
export const startAddress = ({ target, type }: FollowUpView): string =>
  `/my/certificates/${target.authorityId}/${target.serialNumber}/${type}`
