import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { Icon } from '../plain/icon.tsx'
import { attention } from './case-facts.ts'
import { useCheckDetail } from './check-detail.ts'
import type { CaseCheck, CaseView } from './exchange.ts'
import { Colon } from '../plain/colon.tsx'

/** On top of the case: what does not match, before everything that does. */
export const CaseAttention = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  const points = attention(view.checks)
  if (points.length === 0) return <Alert tone="success">{t('case.clear')}</Alert>
  const tone = points.some(({ outcome }) => outcome === 'fail') ? 'error' : 'warning'
  return (
    <Alert tone={tone} title={t('case.attention', { count: points.length })}>
      <ul className="check-list">
        {points.map((point) => (
          <CheckLine key={point.check} check={point} />
        ))}
      </ul>
    </Alert>
  )
}

export const CheckLine = ({ check }: { readonly check: CaseCheck }) => {
  const { t } = useTranslation('desk')
  const detail = useCheckDetail()(check)
  return (
    <li className={`check-line check-line--${check.outcome}`}>
      <Icon name={icons[check.outcome]} />
      <span>
        {t(`case.checkNames.${check.check}`)}
        <Colon />
        {t(`case.outcome.${check.outcome}`)}
        {detail !== '' && <span className="muted"> ({detail})</span>}
      </span>
    </li>
  )
}

const icons = { pass: 'check', warn: 'warning', fail: 'closeCircle', unknown: 'infoCircle' } as const
