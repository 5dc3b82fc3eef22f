import type { ApplicationState } from '@certhall/contract/application/vocabulary'
import type { CertificateState } from '@certhall/contract/certificate/vocabulary'
import type { PasscodeState } from '@certhall/contract/passcode/states'
import type { UkeyState } from '@certhall/contract/ukey/vocabulary'
import { useTranslation } from 'react-i18next'
import type { Tone } from '../theme/palette.ts'
import { Icon, type IconName } from './icon.tsx'

/** `superseded` is how a certificate revoked by its successor reads. */
export type CertificateTag = CertificateState | 'superseded'
export type ApplicationTag = ApplicationState
export type PasscodeTag = PasscodeState

export type StateTagProps =
  | { readonly of: 'certificate'; readonly state: CertificateTag }
  | { readonly of: 'application'; readonly state: ApplicationTag }
  | { readonly of: 'passcode'; readonly state: PasscodeTag }
  | { readonly of: 'ukey'; readonly state: UkeyState }

/** The only place that decides how a state looks: icon, word and colour together. */
export const StateTag = (props: StateTagProps) => {
  const { t } = useTranslation()
  const [icon, tone, word] =
    props.of === 'certificate'
      ? [...certificateLooks[props.state], t(`states.certificate.${props.state}`)]
      : props.of === 'application'
        ? [...applicationLooks[props.state], t(`states.application.${props.state}`)]
        : props.of === 'passcode'
          ? [...passcodeLooks[props.state], t(`states.passcode.${props.state}`)]
          : [...ukeyLooks[props.state], t(`states.ukey.${props.state}`)]
  return (
    <span className={`tag tone--${tone}`}>
      <Icon name={icon as IconName} />
      {word}
    </span>
  )
}

type Look = readonly [IconName, Tone]

const certificateLooks: Readonly<Record<CertificateTag, Look>> = {
  valid: ['checkCircle', 'success'],
  frozen: ['pauseCircle', 'frozen'],
  revoked: ['stop', 'error'],
  // Replaced by renewal is the normal end of a certificate: no alarm.
  superseded: ['sync', 'neutral'],
  expired: ['hourglass', 'neutral'],
}

const applicationLooks: Readonly<Record<ApplicationTag, Look>> = {
  draft: ['edit', 'neutral'],
  submitted: ['send', 'info'],
  underReview: ['fileSearch', 'info'],
  returned: ['rollback', 'warning'],
  approved: ['check', 'info'],
  completed: ['checkCircle', 'success'],
  rejected: ['closeCircle', 'error'],
  withdrawn: ['minusCircle', 'neutral'],
  expired: ['minusCircle', 'neutral'],
}

const passcodeLooks: Readonly<Record<PasscodeTag, Look>> = {
  created: ['clock', 'info'],
  delivered: ['mail', 'info'],
  redeeming: ['sync', 'info'],
  used: ['check', 'success'],
  expired: ['hourglass', 'neutral'],
  voided: ['stop', 'neutral'],
}

const ukeyLooks: Readonly<Record<UkeyState, Look>> = {
  inStock: ['check', 'success'],
  allocated: ['send', 'info'],
  inUse: ['shield', 'info'],
  lost: ['warning', 'error'],
  scrapped: ['stop', 'neutral'],
}
