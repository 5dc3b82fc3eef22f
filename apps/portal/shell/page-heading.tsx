import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'

export interface PageHeadingProps {
  /** The h1, and the page's part of the window title. */
  readonly title: string
  /** Name of the wizard's step: then the h1 is the step, below the name of the page, and the title "step · page". */
  readonly step?: string
  /** Number of faults in the form, counted in the window title. */
  readonly faults?: number
  readonly lead?: ReactNode
}

/** The one h1 of a view. It names the window and takes the focus after a navigation, so that readers know where they are. */
export const PageHeading = ({ title, step, faults = 0, lead }: PageHeadingProps) => {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const { key, pathname } = useLocation()
  const words = step === undefined || step === title ? title : t('title.step', { step, page: title })
  useEffect(() => {
    const full = `${words} · ${t('title.suffix')}`
    document.title = faults === 0 ? full : t('title.withErrors', { count: faults, title: full })
  }, [words, faults, t])
  const takeFocus = useEffectEvent(() => {
    // The first view of a visit starts at the top of the document, not at its heading.
    if (key !== 'default') heading.current?.focus({ preventScroll: true })
  })
  // Only a new address moves the focus: a changed query or language does not.
  useEffect(() => takeFocus(), [pathname])
  return (
    <>
      {step !== undefined && step !== title && <p className="eyebrow">{title}</p>}
      <h1 tabIndex={-1} ref={heading}>
        {step ?? title}
      </h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
    </>
  )
}
