import type { ButtonHTMLAttributes, ReactNode } from 'react'
import type { LinkProps } from 'react-router'
import { Link } from 'react-router'
import { Icon, type IconName } from './icon.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'quiet'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly variant?: ButtonVariant
  /** While set, the button shows this word, stays focusable, and swallows presses. */
  readonly busyText?: string | undefined
  readonly icon?: IconName
  readonly children: ReactNode
}

export const Button = ({ variant = 'secondary', busyText, icon, children, onClick, type = 'button', ...rest }: ButtonProps) => (
  <button
    {...rest}
    type={type}
    className={`button button--${variant}`}
    aria-disabled={busyText === undefined ? undefined : true}
    onClick={(event) => {
      if (busyText === undefined) onClick?.(event)
      else event.preventDefault()
    }}
  >
    {busyText === undefined ? icon && <Icon name={icon} /> : <span className="button__spinner" aria-hidden="true" />}
    <span>{busyText ?? children}</span>
  </button>
)

export interface LinkButtonProps extends LinkProps {
  readonly variant?: ButtonVariant
  readonly icon?: IconName
}

export const LinkButton = ({ variant = 'secondary', icon, children, ...rest }: LinkButtonProps) => (
  <Link {...rest} className={`button button--${variant}`}>
    {icon && <Icon name={icon} />}
    <span>{children as ReactNode}</span>
  </Link>
)
