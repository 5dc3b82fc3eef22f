import type { DeskCertificate } from '@certhall/contract/desk/certificates'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Alert } from '../plain/alert.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import './certificate.css'
import { findCertificates, nameOf, readOverdue } from './certificate-exchange.ts'
import { FreezeDialog } from './certificate-freeze.tsx'
import { CertificateRows } from './certificate-rows.tsx'
import { RoleGate } from './role-gate.tsx'

/** 客服: somebody calls; the certificate is found and frozen. */
const CertificatePage = () => (
  <RoleGate role="customerService">
    <Certificates />
  </RoleGate>
)

export default CertificatePage

const Certificates = () => {
  const { t } = useTranslation('desk-certificates')
  const client = useQueryClient()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<DeskCertificate | null>(null)
  const [told, setTold] = useState<DeskCertificate | null>(null)
  const done = (frozen: DeskCertificate): void => {
    setChosen(null)
    setTold(frozen)
    void client.invalidateQueries({ queryKey: ['desk', 'certificates'] })
  }
  return (
    <>
      <PageHeading title={t('title')} lead={t('lead')} />
      <SearchForm
        onSearch={(typed) => {
          setTold(null)
          setQuery(typed)
        }}
      />
      {told !== null && (
        <Alert tone="success" live="polite">
          {t('dialog.done', { subject: nameOf(told.subject) })}
        </Alert>
      )}
      {query !== '' && <Found query={query} onFreeze={setChosen} />}
      <Overdue onFreeze={setChosen} />
      {chosen !== null && <FreezeDialog certificate={chosen} onClose={() => setChosen(null)} onDone={done} />}
    </>
  )
}

const SearchForm = ({ onSearch }: { readonly onSearch: (query: string) => void }) => {
  const { t } = useTranslation('desk-certificates')
  const [typed, setTyped] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setIsChecked(true)
    if (typed.trim().length >= 2) onSearch(typed.trim())
  }
  return (
    <form className="desk-bar certificate-search" onSubmit={submit} role="search" noValidate>
      <TextInput
        label={t('query')}
        hint={t('queryHint')}
        error={isChecked && typed.trim().length < 2 ? t('queryMissing') : undefined}
        type="search"
        value={typed}
        onValue={setTyped}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="primary" htmlType="submit">
        {t('search')}
      </Button>
    </form>
  )
}

interface ListProps {
  readonly onFreeze: (certificate: DeskCertificate) => void
}

const Found = ({ query, onFreeze }: ListProps & { readonly query: string }) => {
  const { t } = useTranslation('desk-certificates')
  const found = useQuery({ queryKey: ['desk', 'certificates', 'found', query], queryFn: () => findCertificates(query), staleTime: 0 })
  return (
    <section className="certificate-section" aria-labelledby="found" aria-live="polite">
      <h2 id="found">{t('results')}</h2>
      <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton lines={4} />}
      {found.data?.rows.length === 0 && <Alert tone="neutral">{t('none')}</Alert>}
      {found.data !== undefined && <CertificateRows caption={t('results')} rows={found.data.rows} onFreeze={onFreeze} />}
      {found.data?.isCut === true && <Alert tone="info">{t('cut', { count: found.data.rows.length })}</Alert>}
    </section>
  )
}

const Overdue = ({ onFreeze }: ListProps) => {
  const { t } = useTranslation('desk-certificates')
  const overdue = useQuery({ queryKey: ['desk', 'certificates', 'overdue'], queryFn: readOverdue, staleTime: 0 })
  return (
    <section className="certificate-section" aria-labelledby="overdue">
      <h2 id="overdue">{t('overdue')}</h2>
      <ProblemAlert error={overdue.error} onRetry={() => void overdue.refetch()} />
      {overdue.isPending && <Skeleton lines={2} />}
      {overdue.data !== undefined && <p>{t(overdue.data.rows.length === 0 ? 'overdueNone' : 'overdueMore')}</p>}
      {overdue.data !== undefined && <CertificateRows caption={t('overdue')} rows={overdue.data.rows} onFreeze={onFreeze} />}
    </section>
  )
}
