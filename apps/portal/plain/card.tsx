import { type ReactNode, useId } from 'react'

export interface CardProps {
  readonly title?: ReactNode
  /** Rank of the title in the page's outline. */
  readonly level?: 2 | 3
  readonly tone?: 'plain' | 'danger'
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export const Card = ({ title, level = 2, tone = 'plain', actions, children }: CardProps) => {
  const id = useId()
  const Title = `h${level}` as const
  return (
    <section className={`card card--${tone}`} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className="card__head">
          <Title id={id}>{title}</Title>
          {actions}
        </div>
      )}
      {children}
    </section>
  )
}
