import { refusal } from './operation.ts'

/**
 * Whose turn it is at the tokens. An operation of a person has them alone, and whoever asks meanwhile is BUSY; short
 * looks (lists, PIN state) wait for each other.
 */
export interface Turn {
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly look: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly isTaken: () => boolean
}

export const createTurn = (): Turn => {
  let isTaken = false
  let last: Promise<unknown> = Promise.resolve()
  const look = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    isTaken: () => isTaken,
    look: async (work) => {
      if (isTaken) throw refusal('BUSY')
      return look(work)
    },
    alone: async (work) => {
      if (isTaken) throw refusal('BUSY')
      isTaken = true
      try {
        return await look(work)
      } finally {
        isTaken = false
      }
    },
  }
}
