import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hallClock } from '../api/hall-clock.ts'
import { type DeskPerson, readSession } from './exchange.ts'
import { type IdleStage, idleStage, leftMsOf } from './idle-clock.ts'
import { beginSession, isSessionEnded } from './session.ts'

/** Warns before the idle end, renews for whoever is present, and tells when the session is over. */
export const IdleWatch = ({ person, onEnd }: { readonly person: DeskPerson; readonly onEnd: () => void }) => {
  const { t } = useTranslation('desk')
  const client = useQueryClient()
  const [warned, setWarned] = useState(false)
  const clock = useRef({ sessionSeenAtMs: hallClock.nowMs(), activeAtMs: 0, leftMs: leftMsOf(person.sessionEndsAt, hallClock.nowMs()) })
  const renew = async (): Promise<void> => {
    try {
      const now = await readSession()
      const seenAtMs = hallClock.nowMs()
      clock.current = { ...clock.current, sessionSeenAtMs: seenAtMs, leftMs: leftMsOf(now.sessionEndsAt, seenAtMs) }
      setWarned(false)
      beginSession(client, now)
    } catch (error) {
      // A dead network decides nothing; an ended session does.
      if (isSessionEnded(error)) onEnd()
    }
  }
  useActivity((atMs) => {
    clock.current = { ...clock.current, activeAtMs: atMs }
  })
  useEffect(() => {
    const act: Readonly<Record<IdleStage, () => void>> = {
      quiet: () => undefined,
      renew: () => void renew(),
      warn: () => setWarned(true),
      ended: () => void renew(),
    }
    const timer = setInterval(() => act[idleStage(clock.current, hallClock.nowMs())](), 10_000)
    return () => clearInterval(timer)
  })
  return (
    <Modal
      open={warned}
      title={t('idle.title')}
      closable={false}
      footer={
        <Button type="primary" onClick={() => void renew()}>
          {t('idle.continue')}
        </Button>
      }
    >
      <p>{t('idle.more')}</p>
    </Modal>
  )
}

const useActivity = (onActive: (atMs: number) => void): void => {
  useEffect(() => {
    const note = () => onActive(hallClock.nowMs())
    const kinds = ['pointermove', 'keydown', 'wheel', 'touchstart'] as const
    for (const kind of kinds) addEventListener(kind, note, { passive: true })
    return () => {
      for (const kind of kinds) removeEventListener(kind, note)
    }
  })
}
