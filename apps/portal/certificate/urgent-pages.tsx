import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { HolderRoom } from '../holder/room.tsx'
import { Alert } from '../plain/alert.tsx'
import { LinkButton } from '../plain/button.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { useCertificates } from './exchange.ts'
import { FreezeForm } from './freeze-form.tsx'

/** 紧急冻结, from every page: no key, no account; code, code to the contact, press. */
export const UrgentFreezePage = () => {
  const { t } = useTranslation('certificate')
  return (
    <HolderRoom urgent={{ title: t('freeze.publicTitle'), lead: t('freeze.publicLead') }}>
      <UrgentFreeze />
    </HolderRoom>
  )
}

const UrgentFreeze = () => {
  const { t } = useTranslation(['certificate', 'errors'])
  const list = useCertificates()
  const freezable = list.data?.filter(({ may }) => may.freeze === null)
  return (
    <div className="column">
      <PageHeading title={t('freeze.publicTitle')} lead={t('freeze.lead')} />
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton lines={5} onRetry={() => void list.refetch()} />}
      {freezable?.length === 0 && <Alert actions={<LinkButton to="/hall/manage">{t('page')}</LinkButton>}>{t('freeze.none')}</Alert>}
      {freezable !== undefined && freezable.length > 0 && <FreezeForm certificates={freezable} back="/hall/manage" />}
    </div>
  )
}

/** 证书解冻 for whoever has no other certificate: the same start, then MG-7. */
export const UrgentUnfreezePage = () => {
  const { t } = useTranslation('certificate')
  return (
    <HolderRoom urgent={{ title: t('unfreeze.publicTitle'), lead: t('unfreeze.publicLead') }}>
      <UrgentUnfreeze />
    </HolderRoom>
  )
}

const UrgentUnfreeze = () => {
  const { t } = useTranslation(['certificate', 'errors'])
  const list = useCertificates()
  const frozen = list.data?.filter(({ state }) => state === 'frozen')
  return (
    <>
      <PageHeading title={t('unfreeze.publicTitle')} lead={t('unfreeze.choose')} />
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton lines={5} onRetry={() => void list.refetch()} />}
      {frozen?.length === 0 && <Alert actions={<LinkButton to="/hall/manage">{t('page')}</LinkButton>}>{t('unfreeze.none')}</Alert>}
      {frozen !== undefined && frozen.length > 0 && <CertificateTable certificates={frozen} />}
    </>
  )
}
