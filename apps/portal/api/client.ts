import createClient from 'openapi-fetch'
import { errorOf } from './problem.ts'
import type { paths } from './schema.d.ts'

const timeoutMs = 30_000

/** The typed client of `/api/v1`. Use it with `answer`, which throws the house's error on refusal. */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: (request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]) }),
})

interface Settled<Body> {
  readonly data?: Body
  readonly error?: unknown
  readonly response: Response
}

/** `const hall = await answer(api.GET('/api/v1/hall'))` */
export const answer = async <Body>(request: Promise<Settled<Body>>): Promise<Body> => {
  const { data, error, response } = await request
  if (!response.ok) throw errorOf(response.status, error)
  return data as Body
}
