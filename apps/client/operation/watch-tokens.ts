import type { OperationDeps } from './operation.ts'
import type { Turn } from './turn.ts'

/** Tells of tokens put in and pulled, by asking the drivers again and again; never during an operation of a person. */
export const watchTokens = (
  { tokens, log }: OperationDeps,
  turn: Turn,
  everyMs: number,
  tell: (event: 'token.inserted' | 'token.removed') => void,
): (() => void) => {
  let known: ReadonlySet<string> | undefined
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    if (turn.isTaken()) return
    const seen = new Set((await turn.look(tokens.list)).map(({ tokenId }) => tokenId))
    const before = known
    known = seen
    if (isStopped || before === undefined) return
    if ([...seen].some((tokenId) => !before.has(tokenId))) tell('token.inserted')
    if ([...before].some((tokenId) => !seen.has(tokenId))) tell('token.removed')
  }
  const again = (): void => {
    look()
      .catch((error: unknown) => log.warn('could not look for tokens', { error }))
      .finally(() => {
        if (!isStopped) timer = setTimeout(again, everyMs)
      })
  }
  again()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
