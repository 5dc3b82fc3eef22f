import { useTranslation } from 'react-i18next'
import { shortSubject } from '../certificate/words.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import type { ProgressView } from './requests.ts'
import { targetFate } from './target-fate.ts'

type FollowUp = NonNullable<ProgressView['followUp']>

/** What was asked for which certificate, and what becomes of it. */
export const ProgressFollowUp = ({ state, followUp }: { readonly state: ProgressView['state']; readonly followUp: FollowUp }) => {
  const { t } = useTranslation(['progress', 'certificate'])
  const fate = useFate()
  const { type, reason, remark, target } = followUp
  return (
    <Card title={t(`certificate:applicationTypes.${type}`)}>
      <Descriptions
        items={[
          { term: t('followUp.reason'), value: t(`certificate:reasons.${reason}`) },
          ...(remark === '' ? [] : [{ term: t('remark'), value: remark }]),
          {
            term: t('followUp.target'),
            value: (
              <>
                {shortSubject(target.subject)} <StateTag of="certificate" state={target.state} />
              </>
            ),
          },
          { term: t('certificate.serial'), value: target.serialNumber, code: true },
          { term: t('followUp.fate'), value: fate(state, followUp) },
        ]}
      />
    </Card>
  )
}

const useFate = (): ((state: ProgressView['state'], followUp: FollowUp) => string) => {
  const { t } = useTranslation(['progress', 'certificate'])
  return (state, followUp) => {
    const { target, targetEnd, type, overlapDays } = followUp
    const fate = targetFate(state, followUp)
    if (fate === 'endsAt') return t('followUp.fates.endsAt', { date: beijingDate(target.endsAt ?? target.notAfter) })
    if (fate !== 'planned') return t(`followUp.fates.${fate}`)
    if (type === 'unfreeze') return t('followUp.fates.unfreeze')
    return targetEnd === 'overlap' ? t('certificate:ends.overlap', { count: overlapDays }) : t(`certificate:ends.${targetEnd}`)
  }
}
