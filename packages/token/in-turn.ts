/** A token does one thing at a time: work is done in the order it came, and a failure does not hold up the next. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>

export const oneAtATime = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}
