/** Saves on request and every `everyMs` while something is unsaved; never two saves at once. */
export interface Autosave {
  /** Saves what is unsaved now, waiting for a save under way first; throws what the save threw. */
  readonly flush: () => Promise<void>
  readonly stop: () => void
}

export interface AutosaveParts {
  readonly isDirty: () => boolean
  readonly save: () => Promise<void>
  readonly everyMs: number
  /** Told about failures of saves that nobody waits for. */
  readonly onFailure: (error: unknown) => void
}

export const startAutosave = ({ isDirty, save, everyMs, onFailure }: AutosaveParts): Autosave => {
  let running: Promise<void> | null = null
  let failures = 0
  let pausedTicks = 0

  const flush = async (): Promise<void> => {
    while (running !== null) await running.catch(() => {})
    if (!isDirty()) return
    running = save().finally(() => {
      running = null
    })
    await running
    failures = 0
    // What was typed while the save was under way.
    if (isDirty()) await flush()
  }

  const tick = (): void => {
    if (pausedTicks > 0) {
      pausedTicks -= 1
      return
    }
    if (running !== null) return
    void flush().catch((error: unknown) => {
      failures += 1
      // Growing pauses: 1, 3, 7 … ticks, never above 15.
      pausedTicks = Math.min(2 ** failures - 1, 15)
      onFailure(error)
    })
  }

  const timer = setInterval(tick, everyMs)
  return { flush, stop: () => clearInterval(timer) }
}
