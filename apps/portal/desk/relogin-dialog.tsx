import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Alert } from '../plain/alert.tsx'
import type { DeskPerson } from './exchange.ts'
import { LoginForm } from './login-form.tsx'
import { findStaffKey } from './staff-keys.ts'

/** Over the kept page: log in again as the same person, and the work goes on. */
export const ReloginDialog = ({ person, onIn }: { readonly person: DeskPerson; readonly onIn: () => void }) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const key = useQuery({ queryKey: ['staff-keys', person.certificateSha256], queryFn: async () => (await findStaffKey(person.certificateSha256)) ?? null })
  return (
    <Modal open title={t('idle.endedTitle')} closable={false} footer={null}>
      <p>{t('idle.endedMore', { name: person.name })}</p>
      {key.data === null && <Alert tone="warning">{t('sign.noKey')}</Alert>}
      {key.data != null && (
        <LoginForm
          focused
          staffKey={key.data}
          onIn={() => {
            onIn()
            // What was refused meanwhile is asked again; what the person typed stays.
            void client.refetchQueries({ queryKey: ['desk'], type: 'active', predicate: (query) => query.state.status === 'error' })
          }}
        />
      )}
      <p className="desk-card__aside">
        <Link to="/desk/login">{t('idle.other')}</Link>
      </p>
    </Modal>
  )
}
