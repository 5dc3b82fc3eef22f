import type { SeenToken } from '@certhall/contract/client/messages'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { needsModel } from './model-choices.ts'

/** Name of the model, the end of its serial number, how its PIN stands; software is called software. */
export const TokenLine = ({ token }: { readonly token: SeenToken }) => {
  const { t } = useTranslation('ukey')
  const language = useLanguage()
  const name = needsModel(token) ? t('token.unknownModel') : language === 'zh' ? token.nameZh : token.nameEn
  return (
    <span className="token">
      <strong>{name}</strong>
      {token.isSoftware && <span className="token__software">{t('token.software')}</span>}
      <span className="token__facts">
        {t('token.serial', { serial: token.serialNumber })}
        {token.label !== '' && <> · {token.label}</>} · <PinWords token={token} />
      </span>
    </span>
  )
}

const PinWords = ({ token: { pin } }: { readonly token: SeenToken }) => {
  const { t } = useTranslation('ukey')
  if (pin.state === 'locked') return <>{t('pin.locked')}</>
  const tries = pin.triesLeft === null ? t(`pin.untold.${pin.state}`) : t('pin.tries', { count: pin.triesLeft })
  return <>{pin.isInitial === true ? `${tries} · ${t('pin.factory')}` : tries}</>
}
