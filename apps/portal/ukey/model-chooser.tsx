import type { SeenToken } from '@certhall/contract/client/messages'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Select } from '../plain/select.tsx'
import type { Client } from './use-client.ts'

/** 选择UKEY型号, where several entries of the catalogue match the one that is in: the best stands there, the person confirms or changes it. */
export const ModelChooser = ({ client: { client, store }, token }: { readonly client: Client; readonly token: SeenToken | null }) => {
  const { t } = useTranslation('ukey')
  const language = useLanguage()
  if (client.kind !== 'ready' || token === null || token.modelChoices.length < 2) return null
  const models = token.modelChoices.flatMap((modelId) => client.models.find((model) => model.modelId === modelId) ?? [])
  return (
    <Select
      id="model"
      label={t('choose.exactModel')}
      hint={t('choose.exactModelHint')}
      value={token.modelId}
      choices={models.map(({ modelId, nameZh, nameEn }) => ({ value: modelId, label: language === 'zh' ? nameZh : nameEn }))}
      onValue={(modelId) => store.chooseModel(token, modelId)}
    />
  )
}
