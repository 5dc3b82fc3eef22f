interface Arrow {
  readonly from: string
  readonly to: string
}

/** One circle as the files along it, first one repeated at the end; empty when there is none. */
export const findCircle = (arrows: readonly Arrow[]): readonly string[] => {
  const next = Map.groupBy(arrows, ({ from }) => from)
  const settled = new Set<string>()
  const walk = (path: readonly string[]): readonly string[] => {
    const here = path.at(-1) ?? ''
    for (const { to } of next.get(here) ?? []) {
      const seenAt = path.indexOf(to)
      if (seenAt !== -1) return [...path.slice(seenAt), to]
      if (settled.has(to)) continue
      const found = walk([...path, to])
      if (found.length > 0) return found
    }
    settled.add(here)
    return []
  }
  for (const start of next.keys()) {
    if (settled.has(start)) continue
    const found = walk([start])
    if (found.length > 0) return found
  }
  return []
}
