/** A set of ticked boxes with one of them changed. */
export const withTick = (ticked: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> => {
  const next = new Set(ticked)
  if (on) next.add(id)
  else next.delete(id)
  return next
}
