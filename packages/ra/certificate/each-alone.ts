export interface RoundOf<Row> {
  /** At most so many of what is due; what was changed is not due any more. */
  readonly list: (limit: number) => Promise<readonly Row[]>
  /** In a transaction of its own; false when somebody else was first. */
  readonly change: (row: Row) => Promise<boolean>
}

/**
 * One row after the other until none is left; one that fails does not hold up the rest. Gives how many changed; throws the
 * first failure at the end.
 */
export const eachAlone = async <Row>({ list, change }: RoundOf<Row>, limit = 500): Promise<number> => {
  const failures: unknown[] = []
  let total = 0
  for (;;) {
    const rows = await list(limit)
    let changed = 0
    for (const row of rows) {
      try {
        if (await change(row)) changed += 1
      } catch (error) {
        failures.push(error)
      }
    }
    total += changed
    // Without progress the same rows would come again: others are at them, or they fail.
    if (rows.length < limit || changed === 0) break
  }
  if (failures.length > 0) throw failures[0]
  return total
}
