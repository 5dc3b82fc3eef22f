/** One row after the other; one that fails does not hold up the rest. Gives how many changed; throws the first failure at the end. */
export const eachAlone = async <Row>(rows: readonly Row[], work: (row: Row) => Promise<boolean>): Promise<number> => {
  const failures: unknown[] = []
  let changed = 0
  for (const row of rows) {
    try {
      if (await work(row)) changed += 1
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return changed
}
