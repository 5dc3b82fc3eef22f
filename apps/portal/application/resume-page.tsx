import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { useFieldText } from '../api/error-text.ts'
import { LinkButton } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { MobileProof } from './mobile-proof.tsx'
import { parseContact } from './proof-state.ts'
import { type DraftView, resumeDraft, sendResumeCode } from './requests.ts'
import { WizardFrame } from './wizard-frame.tsx'

/** A draft on another device: its number, the contact's mobile and a code. */
export const ResumePage = () => {
  const { t } = useTranslation(['application', 'errors'])
  const text = useFieldText()
  const navigate = useNavigate()
  const { state } = useLocation()
  const [draftNo, setDraftNo] = useState('')
  const [typed, setTyped] = useState('')
  const [attempted, setAttempted] = useState(false)
  const mobile = parseContact('mobile', typed)
  const isReady = () => {
    setAttempted(true)
    return draftNo.trim() !== '' && mobile !== null
  }
  const open = (draft: DraftView) =>
    navigate(`/hall/apply/${draft.draftId}/${draft.applicationNo === null ? 'details' : 'done'}`, { state })
  return (
    <WizardFrame step="details" title={t('resume.title')} lead={t('resume.lead')}>
      <Card>
        <MobileProof
          isReady={isReady}
          send={(captcha) => sendResumeCode({ draftNo: draftNo.trim(), mobile: mobile ?? '', captcha })}
          open={(code) => resumeDraft({ draftNo: draftNo.trim(), mobile: mobile ?? '', code })}
          onOpened={(draft) => void open(draft)}
          words={{
            sent: t('resume.sent'),
            code: t('resume.code'),
            open: t('resume.open'),
            opening: t('resume.opening'),
            change: t('resume.change'),
          }}
        >
          <TextInput
            label={t('resume.draftNo')}
            code
            width="half"
            autoComplete="off"
            maxLength={40}
            value={draftNo}
            onValue={setDraftNo}
            error={attempted && draftNo.trim() === '' ? text('input.required') : undefined}
          />
          <TextInput
            label={t('resume.mobile')}
            type="tel"
            inputMode="tel"
            width="half"
            autoComplete="tel-national"
            maxLength={40}
            value={typed}
            onValue={setTyped}
            error={attempted && mobile === null ? text('input.mobile') : undefined}
          />
        </MobileProof>
      </Card>
      <LinkButton variant="quiet" to="/hall/apply">
        {t('resume.again')}
      </LinkButton>
    </WizardFrame>
  )
}
