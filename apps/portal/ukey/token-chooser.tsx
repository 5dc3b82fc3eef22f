import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { SeenToken } from '@certhall/contract/client/messages'
import { useTranslation } from 'react-i18next'
import { RadioGroup } from '../plain/radio-group.tsx'
import { TokenLine } from './token-card.tsx'

export interface TokenChooserProps {
  readonly tokens: readonly SeenToken[]
  readonly chosen: SeenToken | null
  readonly onChosen: (tokenRef: string) => void
  readonly algorithm: KeyAlgorithm | null
}

/** 选择UKEY型号: what the client recognised, a single one chosen already. */
export const TokenChooser = ({ tokens, chosen, onChosen, algorithm }: TokenChooserProps) => {
  const { t } = useTranslation('ukey')
  if (tokens.length === 0) return null
  return (
    <RadioGroup
      id="token"
      label={t('choose.model')}
      hint={t('choose.modelHint')}
      value={chosen?.tokenRef ?? ''}
      onValue={onChosen}
      choices={tokens.map((token) => ({
        value: token.tokenRef,
        label: <TokenLine token={token} />,
        note: noteOf(token),
      }))}
    />
  )

  function noteOf(token: SeenToken): string | undefined {
    return algorithm !== null && !token.algorithms.includes(algorithm) ? t('choose.otherAlgorithm') : undefined
  }
}
