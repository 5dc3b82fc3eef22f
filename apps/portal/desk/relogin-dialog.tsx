import { useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeskPerson } from './exchange.ts'
import { LoginForm } from './login-form.tsx'
import { useStaffKey } from './staff-keys.ts'
import { UkeyGate } from './ukey-gate.tsx'
import { UkeyLogin } from './ukey-login.tsx'

/** Over the kept page: log in again as the same person, and the work goes on. */
export const ReloginDialog = ({ person, onIn }: { readonly person: DeskPerson; readonly onIn: () => void }) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const key = useStaffKey(person.certificateSha256)
  const enter = (): void => {
    onIn()
    // What was refused meanwhile is asked again; what the person typed stays.
    void client.refetchQueries({ queryKey: ['desk'], type: 'active', predicate: (query) => query.state.status === 'error' })
  }
  return (
    <Modal open title={t('idle.endedTitle')} closable={false} footer={null}>
      <p>{t('idle.endedMore', { name: person.name })}</p>
      {key.data != null && <LoginForm focused staffKey={key.data} onIn={enter} />}
      {key.data === null && (
        <UkeyGate certificateSha256={person.certificateSha256}>
          {(ukeys, certificate) => <UkeyLogin client={ukeys} certificate={certificate} onIn={enter} />}
        </UkeyGate>
      )}
      <p className="desk-card__aside">
        <Link to="/desk/login">{t('idle.other')}</Link>
      </p>
    </Modal>
  )
}
