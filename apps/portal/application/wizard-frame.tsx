import { type ReactNode, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { RoomContext } from './room-context.ts'

export const wizardSteps = ['notice', 'select', 'details', 'confirm', 'done'] as const
export type WizardStep = (typeof wizardSteps)[number]

export interface WizardFrameProps {
  readonly step: WizardStep
  /** The h1 when it is not the step's name. */
  readonly title?: string
  readonly lead?: ReactNode
  readonly faults?: number
  readonly children: ReactNode
}

/** 企业证书申请, or the business on an existing certificate: where one is, the heading, the page. */
export const WizardFrame = ({ step, title, lead, faults, children }: WizardFrameProps) => {
  const { t } = useTranslation('application')
  const { page, names, current } = useSteps(step)
  return (
    <div className="column">
      <Steps names={names} current={step === 'done' ? names.length : current} />
      <PageHeading
        title={page ?? t('page')}
        step={title ?? names[current] ?? ''}
        {...(faults === undefined ? {} : { faults })}
        {...(lead === undefined ? {} : { lead })}
      />
      {children}
    </div>
  )
}

/** A follow-up has begun with its reason and has nothing to select. */
const useSteps = (step: WizardStep): { readonly page: string | null; readonly names: readonly string[]; readonly current: number } => {
  const { t } = useTranslation(['application', 'certificate'])
  const followUp = useContext(RoomContext)?.state.draft.followUp
  if (followUp == null) return { page: null, names: wizardSteps.map((name) => t(`steps.${name}`)), current: wizardSteps.indexOf(step) }
  const steps = ['start', 'details', 'confirm', 'done'] as const
  return {
    page: t(`certificate:acts.${followUp.type}`),
    names: steps.map((name) => t(`certificate:wizard.steps.${name}`)),
    current: Math.max(0, (steps as readonly string[]).indexOf(step)),
  }
}
