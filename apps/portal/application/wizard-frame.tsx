import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Steps } from '../plain/steps.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

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

/** 企业证书申请: where one is, the heading, the page. */
export const WizardFrame = ({ step, title, lead, faults, children }: WizardFrameProps) => {
  const { t } = useTranslation('application')
  const names = wizardSteps.map((name) => t(`steps.${name}`))
  const current = wizardSteps.indexOf(step)
  return (
    <div className="column">
      <Steps names={names} current={step === 'done' ? names.length : current} />
      <PageHeading title={t('page')} step={title ?? names[current] ?? ''} {...(faults === undefined ? {} : { faults })} {...(lead === undefined ? {} : { lead })} />
      {children}
    </div>
  )
}
