import type { ReactNode } from 'react'

/** One thing that can be picked from a list, a group of radio buttons or boxes. */
export interface Choice<Value extends string = string> {
  readonly value: Value
  readonly label: ReactNode
  /** One line of difference under the label (radio buttons and boxes only). */
  readonly note?: ReactNode
}
