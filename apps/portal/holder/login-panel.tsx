import { type Medium, media } from '@certhall/contract/application/vocabulary'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import type { HolderView } from './exchange.ts'
import { useLoginKeys } from './login-keys.ts'
import { enterAs } from './session.ts'
import { SoftLogin } from './soft-login.tsx'

const UkeyLogin = lazy(() => import('./ukey-login.tsx'))

export interface LoginPanelProps {
  readonly onIn: (holder: HolderView) => void
  /** Known while somebody is in, or was: the medium of their certificate. */
  readonly medium?: Medium | undefined
  /** The same certificate once more: there is nothing to choose, and nothing to keep. */
  readonly isStepUp?: boolean
}

/** MG-2: the medium, then what opens it. The same panel logs in, steps up, and comes back after a session has ended. */
export const LoginPanel = ({ onIn, medium: known, isStepUp = false }: LoginPanelProps) => {
  const { t } = useTranslation(['holder', 'errors'])
  const queries = useQueryClient()
  const kept = useLoginKeys()
  const [chosen, setMedium] = useState<Medium | ''>('')
  // Nobody's computer is searched for a UKEY before they have said that they use one.
  const medium = chosen !== '' ? chosen : (known ?? ((kept.data?.length ?? 0) > 0 ? 'p12' : ''))
  const enter = (holder: HolderView): void => {
    void enterAs(queries, holder).then(() => onIn(holder))
  }
  return (
    <>
      {!(isStepUp && known !== undefined) && (
        <RadioGroup
          label={t('login.medium')}
          inline
          value={medium}
          onValue={setMedium}
          choices={media.map((value) => ({ value, label: t(`login.media.${value}`), note: t(`login.mediumNotes.${value}`) }))}
        />
      )}
      {medium === 'p12' && <SoftLogin onIn={enter} mayKeep={!isStepUp} />}
      {medium === 'ukey' && (
        <Suspense fallback={<Skeleton lines={4} />}>
          <UkeyLogin onIn={enter} />
        </Suspense>
      )}
    </>
  )
}
