import { useTranslation } from 'react-i18next'
import { beijingDate } from '../plain/beijing-time.ts'
import { type Description, Descriptions } from '../plain/descriptions.tsx'
import { nameText } from '../plain/name-text.ts'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { type ApprovalEffect, approvalEffects } from './approval-effects.ts'
import type { CaseView } from './exchange.ts'
import { useItemName } from './item-name.ts'
import { useShownValue } from './shown-value.ts'
import { Colon } from '../plain/colon.tsx'

type FollowUp = NonNullable<CaseView['followUp']>

/** Above the panes of a case on a certificate: what is asked, for which one, what differs, what approving does. */
export const CaseFollowUp = ({ view, followUp }: { readonly view: CaseView; readonly followUp: FollowUp }) => {
  const { t } = useTranslation(['desk', 'certificate'])
  const { reason, remark, shownBy, papers } = followUp
  const items: readonly Description[] = [
    { term: t('case.followUp.reason'), value: t(`certificate:reasons.${reason}`) },
    ...(remark === '' ? [] : [{ term: t('case.followUp.remark'), value: remark }]),
    { term: t('case.followUp.shownBy'), value: t(`case.followUp.shown.${shownBy}`) },
    { term: t('case.followUp.target'), value: <Target view={view} followUp={followUp} /> },
    {
      term: t('case.followUp.papers'),
      value: papers.length === 0 ? t('case.followUp.noPapers') : papers.map((kind) => t(`case.documentKinds.${kind}`)).join('、'),
    },
    { term: t('case.followUp.effect'), value: <Effects followUp={followUp} /> },
  ]
  return (
    <section className="pane case-follow-up" id="case-follow-up" aria-labelledby="case-follow-up-title">
      <h2 id="case-follow-up-title">
        {t('case.followUp.title')}
        <Colon />
        {t(`certificate:applicationTypes.${followUp.type}`)}
      </h2>
      <Descriptions items={items} />
      <h3>{t('case.followUp.differences')}</h3>
      <Differences followUp={followUp} />
    </section>
  )
}

const Target = ({ view, followUp: { target } }: { readonly view: CaseView; readonly followUp: FollowUp }) => {
  const { t } = useTranslation('desk')
  const medium = t(`media.${target.medium}`)
  return (
    <ul className="plain-list">
      <li>
        <StateTag of="certificate" state={target.state} />{' '}
        {target.endsAt !== null && t('case.followUp.endsAt', { date: beijingDate(target.endsAt) })}
      </li>
      <li>{nameText(target.subject)}</li>
      <li>
        {t('case.followUp.serial')} <span className="code">{target.serialNumber}</span>
      </li>
      <li>
        {t('case.followUp.validity')} <Time at={target.notBefore} precision="date" /> – <Time at={target.notAfter} precision="date" />
      </li>
      <li>
        {t('case.followUp.medium')}{' '}
        {target.medium === view.medium ? medium : t('case.followUp.mediumChange', { before: medium, after: t(`media.${view.medium}`) })}
      </li>
    </ul>
  )
}

const Effects = ({ followUp }: { readonly followUp: FollowUp }) => {
  const { t } = useTranslation('desk')
  const { overlapDays, revocationReason, targetEnd } = followUp.effect
  const words = (effect: ApprovalEffect): string =>
    effect === 'overlap' ? t('case.effects.overlap', { count: overlapDays }) : t(`case.effects.${effect}`)
  return (
    <ul className="plain-list">
      {approvalEffects(followUp).map((effect) => (
        <li key={effect}>{words(effect)}</li>
      ))}
      {targetEnd !== 'never' && (
        <li className="muted">
          <span className="code">{t('case.effects.reason', { reason: revocationReason })}</span>
        </li>
      )}
    </ul>
  )
}

const Differences = ({ followUp: { differences } }: { readonly followUp: FollowUp }) => {
  const { t } = useTranslation('desk')
  const nameOf = useItemName()
  const shown = useShownValue()
  if (differences.length === 0) return <p className="muted">{t('case.followUp.noDifferences')}</p>
  return (
    <table className="case-differences">
      <thead>
        <tr>
          <th scope="col">{t('case.followUp.field')}</th>
          <th scope="col">{t('case.followUp.recorded')}</th>
          <th scope="col">{t('case.followUp.asked')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, recorded, asked, isAllowed }) => (
          <tr key={field}>
            <th scope="row">{nameOf(field)}</th>
            <td className="case-differences__old">{recorded === null ? t('case.followUp.empty') : shown(field, recorded)}</td>
            <td>
              {asked === null ? t('case.followUp.empty') : shown(field, asked)}
              {!isAllowed && <span className="late"> {t('case.followUp.forbidden')}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
