import type { SeenToken } from '@certhall/contract/client/messages'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Select } from '../plain/select.tsx'
import { needsModel } from './model-choices.ts'
import type { Client } from './use-client.ts'

/** 选择UKEY型号, where several entries of the catalogue match: the best stands there if it was recognised, and the person decides. */
export const ModelChooser = ({ client: { client, store }, token }: { readonly client: Client; readonly token: SeenToken | null }) => {
  const { t } = useTranslation('ukey')
  const language = useLanguage()
  if (client.kind !== 'ready' || token === null || token.modelChoices.length < 2) return null
  const models = token.modelChoices.flatMap((modelId) => client.models.find((model) => model.modelId === modelId) ?? [])
  return (
    <Select
      id="model"
      label={t('choose.exactModel')}
      hint={needsModel(token) ? t('choose.unknownModelHint') : t('choose.exactModelHint')}
      value={needsModel(token) ? '' : token.modelId}
      choices={models.map(({ modelId, nameZh, nameEn }) => ({ value: modelId, label: language === 'zh' ? nameZh : nameEn }))}
      onValue={(modelId) => store.chooseModel(token, modelId)}
    />
  )
}
