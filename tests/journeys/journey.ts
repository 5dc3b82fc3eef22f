import type { PrivateSystem } from './private-system.ts'

/** One story. It tells each step and gives the facts of result.json (design §7), without the steps. */
export type Journey = (stage: Stage) => Promise<Readonly<Record<string, unknown>>>

/** A journey that has to be known before its system starts: ports that the hall tells its pages. */
export type JourneyWithSettings = () => Promise<{ readonly environment: Readonly<Record<string, string>>; readonly live: Journey }>

export interface Stage {
  readonly system: PrivateSystem
  /** Where the story leaves what it produced. */
  readonly directory: string
  readonly step: <Result>(name: string, act: () => Promise<Result>) => Promise<Result>
}

export interface ToldStep {
  readonly name: string
  readonly ok: boolean
  readonly ms: number
}

/** Tells each step as it is lived; a step that fails is told and ends the story. */
export const storyteller = (
  say: (line: string) => void,
  nowMs: () => number,
): { readonly step: Stage['step']; readonly told: readonly ToldStep[] } => {
  const told: ToldStep[] = []
  return {
    told,
    step: async (name, act) => {
      const startMs = nowMs()
      const tell = (ok: boolean): void => {
        const ms = Math.round(nowMs() - startMs)
        told.push({ name, ok, ms })
        say(`${ok ? '✓' : '✗'} ${name} (${ms} ms)`)
      }
      try {
        const result = await act()
        tell(true)
        return result
      } catch (error) {
        tell(false)
        throw error
      }
    },
  }
}
