import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFieldText } from '../api/error-text.ts'
import { MobileProof } from '../application/mobile-proof.tsx'
import { OrganizationCodeInput } from '../plain/code-input.tsx'
import { type HolderView, proveOrganization, sendOrganizationCode } from './exchange.ts'
import { enterAs } from './session.ts'

/** Without the key: the organisation's code, and a code to the contact on record. The answer to sending is the same for all. */
export const ContactLogin = ({ onIn }: { readonly onIn: (holder: HolderView) => void }) => {
  const { t } = useTranslation(['holder', 'application', 'errors'])
  const text = useFieldText()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const [attempted, setAttempted] = useState(false)
  const parsed = parseOrganizationCode(typed)
  const code = parsed.ok ? (parsed.value.uscc ?? parsed.value.orgCode) : ''
  const isReady = (): boolean => {
    setAttempted(true)
    return parsed.ok
  }
  return (
    <>
      <p>{t('contact.lead')}</p>
      <MobileProof
        isReady={isReady}
        send={(captcha) => sendOrganizationCode({ code, captcha })}
        open={(digits) => proveOrganization({ orgCode: code, code: digits })}
        onOpened={(holder) => void enterAs(queries, holder).then(() => onIn(holder))}
        words={{
          sent: t('contact.sent'),
          code: t('contact.digits'),
          open: t('contact.open'),
          opening: t('contact.opening'),
          change: t('contact.change'),
        }}
      >
        <OrganizationCodeInput
          label={t('contact.code')}
          hint={t('contact.codeHint')}
          width="half"
          value={typed}
          onValue={setTyped}
          error={attempted && !parsed.ok ? text(parsed.code) : undefined}
        />
      </MobileProof>
    </>
  )
}
