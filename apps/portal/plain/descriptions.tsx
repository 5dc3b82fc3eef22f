import type { ReactNode } from 'react'

export interface Description {
  readonly term: ReactNode
  readonly value: ReactNode
  /** For codes and numbers. */
  readonly code?: boolean
}

export const Descriptions = ({ items }: { readonly items: readonly Description[] }) => (
  <dl className="descriptions">
    {items.map((item, index) => (
      // The list is fixed for one view; its order is its identity.
      <div key={index} className="descriptions__row">
        <dt>{item.term}</dt>
        <dd className={item.code === true ? 'code' : undefined}>{item.value}</dd>
      </div>
    ))}
  </dl>
)
