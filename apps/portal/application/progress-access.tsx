import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFieldText } from '../api/error-text.ts'
import { TextInput } from '../plain/text-input.tsx'
import { applicationNumberOf } from './application-number.ts'
import { MobileProof } from './mobile-proof.tsx'
import { parseContact } from './proof-state.ts'
import { openProgress, type ProgressView, sendProgressCode } from './requests.ts'

/** Number, mobile, code. The answer to sending is the same whether they belong together or not. */
export const ProgressAccess = ({
  applicationNo,
  onOpened,
}: {
  readonly applicationNo: string
  readonly onOpened: (view: ProgressView) => void
}) => {
  const { t } = useTranslation('progress')
  const text = useFieldText()
  const [typedNo, setTypedNo] = useState(applicationNo)
  const [typedMobile, setTypedMobile] = useState('')
  const [attempted, setAttempted] = useState(false)
  const number = applicationNumberOf(typedNo)
  const mobile = parseContact('mobile', typedMobile)
  const claim = { applicationNo: number ?? '', mobile: mobile ?? '' }
  const isReady = () => {
    setAttempted(true)
    return number !== null && mobile !== null
  }
  return (
    <MobileProof
      isReady={isReady}
      send={(captcha) => sendProgressCode({ ...claim, captcha })}
      open={(code) => openProgress({ ...claim, code })}
      onOpened={onOpened}
      words={{
        sent: t('access.sent'),
        code: t('access.code'),
        open: t('access.open'),
        opening: t('access.opening'),
        change: t('access.change'),
      }}
    >
      <TextInput
        label={t('access.number')}
        hint={t('access.numberHint')}
        code
        width="half"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        value={typedNo}
        onValue={setTypedNo}
        error={attempted && number === null ? t('access.numberWrong') : undefined}
      />
      <TextInput
        label={t('access.mobile')}
        type="tel"
        inputMode="tel"
        width="half"
        autoComplete="tel-national"
        maxLength={40}
        value={typedMobile}
        onValue={setTypedMobile}
        error={attempted && mobile === null ? text('input.mobile') : undefined}
      />
    </MobileProof>
  )
}
