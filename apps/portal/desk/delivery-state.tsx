import { useTranslation } from 'react-i18next'
import { StateTag } from '../plain/state-tag.tsx'
import { Time } from '../plain/time.tsx'
import type { DeliveryRow } from './exchange.ts'
import { Colon } from '../plain/colon.tsx'

/** What became of the code and of each message, without a symbol of it. */
export const DeliveryState = ({ row }: { readonly row: DeliveryRow }) => {
  const { t } = useTranslation('desk')
  const { passcode, notices } = row
  const endWord = (reason: string): string => {
    const known = endReasons.find((each) => each === reason)
    return known === undefined ? reason : t(`delivery.endReasons.${known}`)
  }
  const noticeName = (kind: string): string => {
    const known = noticeKinds.find((each) => each === kind)
    return known === undefined ? t('delivery.otherNotice') : t(`delivery.noticeKinds.${known}`)
  }
  return (
    <div className="delivery-state">
      {passcode === null ? (
        <span className="muted">{t('delivery.noPasscode')}</span>
      ) : (
        <>
          <StateTag of="passcode" state={passcode.state} />
          <span className="muted">
            {t('delivery.expires')} <Time at={passcode.expiresAt} precision="date" />
            {passcode.attempts > 1 && ` · ${t('delivery.attempts', { count: passcode.attempts })}`}
          </span>
          {passcode.lastFailure !== null && (
            <span className="late">{t('delivery.failure', { reason: endWord(passcode.lastFailure) })}</span>
          )}
        </>
      )}
      {notices.length > 0 && (
        <ul className="plain-list muted">
          {notices.map((notice) => (
            <li key={`${notice.kind} ${notice.channel} ${notice.at}`}>
              {noticeName(notice.kind)} · {t(`case.channels.${notice.channel}`)}
              <Colon />
              {t(`delivery.noticeStates.${notice.state}`)} · <Time at={notice.at} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Why a PASSCODE ended, as the registration side writes it. */
const endReasons = ['run-out', 'unconfirmed', 'order-doubtful', 'replaced', 'abandoned', 'hand-over-failed', 'hand-over-doubtful'] as const

/** Messages that go with a case; none of them carries the code. */
const noticeKinds = [
  'application-submitted',
  'application-returned',
  'application-rejected',
  'application-lapsed',
  'download-ready',
  'certificate-downloaded',
] as const
