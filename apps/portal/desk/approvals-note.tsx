import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { beijingSecond } from '../plain/beijing-time.ts'
import type { CaseView } from './exchange.ts'

/** Whether the case waits for the second of two approvals. */
export const isHalfApproved = ({ approvals: { needed, given }, state }: Pick<CaseView, 'approvals' | 'state'>): boolean =>
  (state === 'submitted' || state === 'underReview') && given.length > 0 && given.length < needed

/** Of two approvals: how many there are, by whom, and whose turn it is. */
export const ApprovalsNote = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  const { needed, given } = view.approvals
  const [first] = given
  if (needed === 1 || (view.state !== 'submitted' && view.state !== 'underReview')) return null
  if (first === undefined) return <Alert tone="info">{t('case.approvals.need')}</Alert>
  const said = { name: first.by, time: beijingSecond(first.at) }
  if (first.isMine) return <Alert tone="info">{t('case.approvals.mine', said)}</Alert>
  return <Alert tone="info">{view.may.approve ? t('case.approvals.first', said) : t('case.approvals.waiting', said)}</Alert>
}
