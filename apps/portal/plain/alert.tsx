import type { ReactNode } from 'react'
import type { Tone } from '../theme/palette.ts'
import { Icon, type IconName } from './icon.tsx'

export interface AlertProps {
  readonly tone?: Tone
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** `assertive` interrupts a reader (something went wrong just now), `polite` waits, `none` is part of the page. */
  readonly live?: 'assertive' | 'polite' | 'none'
}

export const Alert = ({ tone = 'info', title, children, actions, live = 'none' }: AlertProps) => (
  <div className={`alert tone--${tone}`} role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}>
    <Icon name={icons[tone]} />
    <div className="alert__text">
      {title !== undefined && <p className="alert__title">{title}</p>}
      {children !== undefined && <div>{children}</div>}
      {actions !== undefined && <div className="alert__actions row">{actions}</div>}
    </div>
  </div>
)

const icons: Readonly<Record<Tone, IconName>> = {
  info: 'infoCircle',
  success: 'checkCircle',
  warning: 'warning',
  error: 'closeCircle',
  frozen: 'pauseCircle',
  neutral: 'infoCircle',
}
