/**
 * Signed answers to requests without a nonce, by the request's own bytes. An answer is thrown away when its certificate's
 * status changes, and ages out long before its nextUpdate.
 */
export interface AnswerCache {
  readonly find: (request: string, nowMs: number) => CachedAnswer | undefined
  readonly keep: (request: string, serialKey: string, answer: CachedAnswer) => void
  readonly forget: (serialKey: string) => void
  readonly clear: () => void
  readonly size: () => number
}

export interface CachedAnswer {
  readonly body: Uint8Array
  readonly producedAtMs: number
  readonly nextUpdateMs: number
  readonly reuseUntilMs: number
}

export const createAnswerCache = (limit = 100_000): AnswerCache => {
  const answers = new Map<string, CachedAnswer & { readonly serialKey: string }>()
  const requestsOf = new Map<string, Set<string>>()

  const drop = (request: string): void => {
    const answer = answers.get(request)
    if (answer === undefined) return
    answers.delete(request)
    const requests = requestsOf.get(answer.serialKey)
    requests?.delete(request)
    if (requests?.size === 0) requestsOf.delete(answer.serialKey)
  }

  return {
    find: (request, nowMs) => {
      const answer = answers.get(request)
      if (answer === undefined) return undefined
      // An answer from the future means that the clock went back: sign again.
      if (nowMs < answer.reuseUntilMs && nowMs >= answer.producedAtMs) return answer
      drop(request)
      return undefined
    },
    keep: (request, serialKey, answer) => {
      const oldest = answers.size >= limit ? answers.keys().next().value : undefined
      if (oldest !== undefined) drop(oldest)
      answers.set(request, { ...answer, serialKey })
      const requests = requestsOf.get(serialKey) ?? new Set()
      requestsOf.set(serialKey, requests.add(request))
    },
    forget: (serialKey) => {
      for (const request of [...(requestsOf.get(serialKey) ?? [])]) drop(request)
    },
    clear: () => {
      answers.clear()
      requestsOf.clear()
    },
    size: () => answers.size,
  }
}
