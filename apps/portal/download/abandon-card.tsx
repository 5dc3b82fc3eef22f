import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Checkbox } from '../plain/checkbox.tsx'
import type { RoomProps } from './room.ts'

/** The expensive way out: says what ends before it asks. */
export const AbandonCard = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  const [ticked, setTicked] = useState(false)
  const [refused, setRefused] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const serial = download.issued?.serialNumber
  const abandon = async (): Promise<void> => {
    setRefused(!ticked)
    if (!ticked || busy) return
    setBusy(true)
    setError(null)
    try {
      await actions.abandon()
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  return (
    <Card title={t('abandon.title')} tone="danger">
      <p>{serial === undefined ? t('abandon.consequenceOpen') : t('abandon.consequence', { serial })}</p>
      <Checkbox
        label={t('abandon.tick')}
        checked={ticked}
        onChecked={setTicked}
        error={refused && !ticked ? t('abandon.needed') : undefined}
      />
      <ProblemAlert error={error} onRetry={() => void abandon()} />
      <Button variant="danger" busyText={busy ? t('abandon.busy') : undefined} onClick={() => void abandon()}>
        {t('abandon.submit')}
      </Button>
    </Card>
  )
}
