import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type ApiProblem, problemOf } from '../api/problem.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingSecond } from '../plain/beijing-time.ts'
import { isHalfApproved } from './approvals-note.tsx'
import { type Choice, draftOf, intentOf, type ReturnEntry } from './decision-draft.ts'
import { type CaseView, prepareDecision, sendDecision } from './exchange.ts'
import { RejectDialog } from './reject-dialog.tsx'
import { SignSheet } from './sign-sheet.tsx'
import { TakeNext } from './take-next.tsx'
import { useWhyNot } from './why-not.ts'

export interface DecisionBarProps {
  readonly view: CaseView
  readonly returns: readonly ReturnEntry[]
  readonly onChanged: (view?: CaseView) => Promise<void>
}

/** Always in view. Once decided, by us or by somebody else, it says who, when and what, and offers the next case. */
export const DecisionBar = ({ view, returns, onChanged }: DecisionBarProps) => {
  const { t } = useTranslation('desk')
  const [choice, setChoice] = useState<Choice | null>(null)
  const [conflict, setConflict] = useState<ApiProblem | null>(null)
  const mayDecide = view.may.approve || view.may.reject || view.may.return
  return (
    <section className="decision" id="case-decision" aria-label={t('case.bar')}>
      {conflict !== null && <Conflict problem={conflict} view={view} />}
      {mayDecide && conflict === null ? <Choices view={view} returns={returns} onChoice={setChoice} /> : <Outcome view={view} />}
      {choice !== null && (
        <SignSheet
          intent={intentOf(view, choice)}
          prepare={() => prepareDecision(view.applicationNo, draftOf(view.version, choice))}
          send={async (signed) => onChanged(await sendDecision(view.applicationNo, signed))}
          onDone={() => setChoice(null)}
          onRefused={(error) => {
            const problem = problemOf(error)
            if (problem.code !== 'state.decided' && problem.code !== 'state.conflict') return false
            setConflict(problem)
            setChoice(null)
            void onChanged()
            return true
          }}
          onClose={() => setChoice(null)}
        />
      )}
    </section>
  )
}

interface ChoicesProps {
  readonly view: CaseView
  readonly returns: readonly ReturnEntry[]
  readonly onChoice: (choice: Choice) => void
}

const Choices = ({ view, returns, onChoice }: ChoicesProps) => {
  const { t } = useTranslation('desk')
  const [rejecting, setRejecting] = useState(false)
  const [hint, setHint] = useState<string | null>(null)
  // What was said about the list is no longer true once the list changes.
  useEffect(() => setHint(null), [returns])
  return (
    <>
      {hint !== null && (
        <p role="alert" className="decision__hint">
          {hint}
        </p>
      )}
      <div className="decision__buttons">
        {view.may.reject && (
          <Button danger onClick={() => setRejecting(true)}>
            {t('case.reject')}
          </Button>
        )}
        {view.may.return && (
          <Button
            onClick={() => (returns.length === 0 ? setHint(t('case.returnNeeded')) : onChoice({ decision: 'return', items: returns }))}
          >
            {t('case.return', { count: returns.length })}
          </Button>
        )}
        {view.may.approve && (
          <Button
            type="primary"
            className="decision__approve"
            onClick={() =>
              returns.length > 0 ? setHint(t('case.approveWithReturns', { count: returns.length })) : onChoice({ decision: 'approve' })
            }
          >
            {t('case.approve')}
          </Button>
        )}
      </div>
      {rejecting && (
        <RejectDialog
          onClose={() => setRejecting(false)}
          onChosen={(reason, remark) => {
            setRejecting(false)
            onChoice({ decision: 'reject', reason, remark })
          }}
        />
      )}
    </>
  )
}

const Outcome = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation('desk')
  const whyNot = useWhyNot()
  const isHalf = isHalfApproved(view)
  const last = view.statements.at(-1)
  return (
    <>
      {isHalf && <p role="status">{t('case.approvals.waitingShort')}</p>}
      {last !== undefined && !isHalf && (
        <p role="status" className="decision__outcome">
          {t('case.decided', { name: last.by, time: beijingSecond(last.at), decision: t(`case.decisions.${last.decision}`) })}
        </p>
      )}
      {last === undefined && view.may.whyNot !== null && <p>{t('case.mayNot', { reason: whyNot(view.may.whyNot) })}</p>}
      <div className="decision__buttons">
        <Link to="/desk/queue">{t('case.backToQueue')}</Link>
        <TakeNext words={t('case.next')} />
      </div>
    </>
  )
}

/** The bar's sentence when somebody else was first: the person's own act had no effect. */
const Conflict = ({ problem, view }: { readonly problem: ApiProblem; readonly view: CaseView }): ReactNode => {
  const { t } = useTranslation('desk')
  const last = view.statements.at(-1)
  const name = problem.detail['by'] ?? last?.by
  const at = problem.detail['at'] ?? last?.at
  const decision = (['approve', 'reject', 'return'] as const).find((known) => known === (problem.detail['decision'] ?? last?.decision))
  if (name === undefined || at === undefined) {
    return (
      <Alert tone="warning" live="assertive">
        {t('case.conflictNoName')}
      </Alert>
    )
  }
  return (
    <Alert tone="warning" live="assertive">
      {t('case.conflict', {
        name: String(name),
        time: beijingSecond(typeof at === 'boolean' ? 0 : at),
        decision: decision === undefined ? '' : t(`case.decisions.${decision}`),
      })}
    </Alert>
  )
}
