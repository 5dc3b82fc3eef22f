/** The evaluation clock as a process sees it: the offset is one row that all processes share, and each looks at it again and again. */
import { type Clock, shiftedClock } from './clock.ts'

export interface FollowedClock extends Clock {
  readonly offsetMs: () => number
  /** Reads the offset at once; for whoever has just moved it. */
  readonly look: () => Promise<void>
  readonly stop: () => void
}

export interface FollowOrder {
  readonly base: Clock
  readonly readOffset: () => Promise<number>
  readonly everyMs?: number
  /** Called after each jump, with the offset that holds from now on. */
  readonly onMove?: (offsetMs: number) => void
  /** Called once for each time that the offset falls silent; the last one known goes on holding. */
  readonly onSilence?: (error: unknown) => void
}

/** Rejects when the first reading fails: a process that does not know the hall's time must not start. */
export const followClock = async ({
  base,
  readOffset,
  everyMs = followEveryMs,
  onMove = () => {},
  onSilence = () => {},
}: FollowOrder): Promise<FollowedClock> => {
  let offsetMs = await readOffset()
  let isSilent = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = async (): Promise<void> => {
    const read = await readOffset()
    isSilent = false
    // Only forward: a smaller offset is that of an older reading, or of a database put back.
    if (isStopped || read <= offsetMs) return
    offsetMs = read
    onMove(read)
  }
  const lookAgain = (): void => {
    timer = setTimeout(() => {
      void look()
        .catch((error: unknown) => {
          if (!isSilent && !isStopped) onSilence(error)
          isSilent = true
        })
        .finally(() => {
          if (!isStopped) lookAgain()
        })
    }, everyMs)
  }
  lookAgain()
  return {
    ...shiftedClock(base, () => offsetMs),
    offsetMs: () => offsetMs,
    look,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

/** Every process knows of a jump within a second, also when one reading is lost. */
export const followEveryMs = 250
