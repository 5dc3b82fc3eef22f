import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { useLanguage } from '../messages/translation.ts'
import { Icon } from '../plain/icon.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { ApprovalsNote } from './approvals-note.tsx'
import { CaseAttention } from './case-attention.tsx'
import { CaseChecks } from './case-checks.tsx'
import { CaseFollowUp } from './case-follow-up.tsx'
import { CaseForm } from './case-form.tsx'
import { CasePapers } from './case-papers.tsx'
import { DecisionBar } from './decision-bar.tsx'
import { type ReturnEntry, withoutReturn, withReturn } from './decision-draft.ts'
import { type CaseView, readCase } from './exchange.ts'
import { ReturnDialog } from './return-dialog.tsx'
import { RoleGate } from './role-gate.tsx'

/** One decision, one screen: what needs attention on top, three panes side by side, the decision always in view. */
const CasePage = () => {
  const { applicationNo = '' } = useParams()
  return (
    <RoleGate role="reviewer">
      <Case key={applicationNo} applicationNo={applicationNo} />
    </RoleGate>
  )
}

export default CasePage

const Case = ({ applicationNo }: { readonly applicationNo: string }) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const queryKey = ['desk', 'case', applicationNo] as const
  const query = useQuery({ queryKey, queryFn: () => readCase(applicationNo), staleTime: 0, refetchOnWindowFocus: true })
  if (query.isPending) return <Skeleton lines={12} onRetry={() => void query.refetch()} />
  if (query.data === undefined) {
    return (
      <>
        <PageHeading title={t('case.title', { no: applicationNo })} />
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        <Link to="/desk/queue">{t('case.backToQueue')}</Link>
      </>
    )
  }
  const refresh = async (view?: CaseView): Promise<void> => {
    if (view === undefined) await query.refetch()
    else client.setQueryData(queryKey, view)
    await client.invalidateQueries({ queryKey: ['desk', 'cases'] })
  }
  return <OpenCase view={query.data} onChanged={refresh} />
}

const OpenCase = ({ view, onChanged }: { readonly view: CaseView; readonly onChanged: (view?: CaseView) => Promise<void> }) => {
  const { t } = useTranslation('desk')
  const [returns, setReturns] = useState<readonly ReturnEntry[]>([])
  const [asked, setAsked] = useState<string | null>(null)
  const marks = {
    returned: new Set(returns.map(({ item }) => item)),
    mayReturn: view.may.return,
    onReturn: setAsked,
    onKeep: (item: string) => setReturns(withoutReturn(returns, item)),
  }
  return (
    <>
      <CaseHead view={view} />
      <ApprovalsNote view={view} />
      <CaseAttention view={view} />
      <nav className="case-anchors" aria-label={t('case.parts')}>
        {view.followUp !== null && <a href="#case-follow-up">{t('case.followUp.title')}</a>}
        <a href="#case-data">{t('case.data')}</a>
        <a href="#case-papers">{t('case.papers')}</a>
        <a href="#case-checks">{t('case.checks')}</a>
        <a href="#case-decision">{t('case.bar')}</a>
      </nav>
      {view.followUp !== null && <CaseFollowUp view={view} followUp={view.followUp} />}
      <div className="case-panes">
        <CaseForm view={view} marks={marks} />
        <CasePapers view={view} marks={marks} />
        <CaseChecks view={view} />
      </div>
      <DecisionBar view={view} returns={returns} onChanged={onChanged} />
      {asked !== null && (
        <ReturnDialog
          item={asked}
          onAdd={(entry) => {
            setReturns(withReturn(returns, entry))
            setAsked(null)
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}

const CaseHead = ({ view }: { readonly view: CaseView }) => {
  const { t } = useTranslation(['desk', 'certificate'])
  const language = useLanguage()
  return (
    <div className="desk-title">
      <PageHeading title={t('case.title', { no: view.applicationNo })} />
      <span>
        <strong>{view.applicationType === 'new' ? t('case.new') : t(`certificate:applicationTypes.${view.applicationType}`)}</strong> ·{' '}
        {t(`types.${view.certificateType}`)} · {t(`media.${view.medium}`)} · {language === 'zh' ? view.projectNameZh : view.projectNameEn}
      </span>
      <StateTag of="application" state={view.state} />
      <span>
        {t('case.due')} <Time at={view.dueAt} zone />
      </span>
      {view.revision > 1 && <span>{t('case.revision', { n: view.revision })}</span>}
      {view.others.length > 0 && (
        <span className="tag tone--warning">
          <Icon name="eye" />
          {t('case.others', { names: view.others.join('、') })}
        </span>
      )}
    </div>
  )
}
