import { ukeySources, ukeyStates } from '@certhall/contract/ukey/vocabulary'
import type { ModelBalance } from './ports.ts'

/** What came in less what is there. Anything but 0 means that somebody wrote to the tables behind the programs. */
export const differenceOf = ({ sources, states }: ModelBalance): number =>
  ukeySources.reduce((sum, source) => sum + sources[source], 0) - ukeyStates.reduce((sum, state) => sum + states[state], 0)
