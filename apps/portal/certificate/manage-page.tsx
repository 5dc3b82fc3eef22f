import type { CertificateKey } from '@certhall/contract/application/follow-up'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { withTick } from '../application/ticks.ts'
import { useHolderHere } from '../holder/holder-context.ts'
import { HolderRoom } from '../holder/room.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { isRenewable } from './choices.ts'
import { type HeldCertificate, useCertificates } from './exchange.ts'

/** 业务办理 → 证书管理: the login, and behind it MG-3. */
const ManagePage = () => (
  <HolderRoom>
    <List />
  </HolderRoom>
)

export default ManagePage

const List = () => {
  const { t } = useTranslation(['certificate', 'errors'])
  const holder = useHolderHere()
  const list = useCertificates()
  return (
    <>
      <PageHeading title={t('page')} lead={holder.by === 'certificate' ? t('list.lead') : t('list.leadContact')} />
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton lines={8} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <Alert title={t('list.none')} actions={<LinkButton to="/hall/apply">{t('list.apply')}</LinkButton>}>
          <p>{t('list.noneMore')}</p>
        </Alert>
      )}
      {list.data !== undefined && list.data.length > 0 && <Held certificates={list.data} />}
    </>
  )
}

const Held = ({ certificates }: { readonly certificates: readonly HeldCertificate[] }) => {
  const { t } = useTranslation('certificate')
  const navigate = useNavigate()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const renewable = certificates.filter(isRenewable)
  const chosen = renewable.filter(({ serialNumber }) => ticked.has(serialNumber))
  const renew = (): void => {
    const keys: readonly CertificateKey[] = chosen.map(({ authorityId, serialNumber }) => ({ authorityId, serialNumber }))
    void navigate('/my/renewals', { state: { keys } })
  }
  return (
    <>
      <CertificateTable
        certificates={certificates}
        {...(renewable.length > 1
          ? { ticked, onTicked: (serialNumber: string, on: boolean) => setTicked(withTick(ticked, serialNumber, on)) }
          : {})}
      />
      {renewable.length > 1 && (
        <div className="form-actions">
          {chosen.length > 0 ? (
            <Button variant="primary" icon="sync" onClick={renew}>
              {t('list.several', { count: chosen.length })}
            </Button>
          ) : (
            <p className="muted">{t('list.severalHint')}</p>
          )}
        </div>
      )}
    </>
  )
}
