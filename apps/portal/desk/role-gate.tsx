import type { StaffRole } from '@certhall/contract/staff/roles'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { useDesk } from './desk-context.ts'

/** Says which role may, instead of failing; the server decides anyway. */
export const RoleGate = ({ role, children }: { readonly role: StaffRole; readonly children: ReactNode }) => {
  const { t } = useTranslation('desk')
  const { person } = useDesk()
  if (person.roles.includes(role)) return children
  return (
    <>
      <PageHeading title={t('brand')} />
      <Alert tone="info">{t('noRole', { role: t(`roles.${role}`) })}</Alert>
    </>
  )
}
