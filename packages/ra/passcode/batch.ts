/**
 * Gathers calls that arrive close together and runs them as one: with one call nothing waits, with a hundred they share
 * round trips. At most `atOnce` batches run at a time; what arrives meanwhile forms the next one.
 */
export const inBatches = <Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: { readonly most: number; readonly atOnce: number },
): ((item: Item) => Promise<Result>) => {
  interface Waiting {
    readonly item: Item
    readonly resolve: (result: Result) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let running = 0
  const runOne = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const results = await run(batch.map((each) => each.item))
      for (const [index, each] of batch.entries()) each.resolve(results[index] as Result)
    } catch (error) {
      for (const each of batch) each.reject(error)
    }
  }
  const start = (): void => {
    while (running < limits.atOnce && waiting.length > 0) {
      running += 1
      void runOne(waiting.splice(0, limits.most)).then(() => {
        running -= 1
        start()
      })
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // After the requests that are already in the socket buffers have had their turn.
      if (waiting.length === 1) setImmediate(start)
    })
}
