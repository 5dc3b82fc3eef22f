import { noteHallTime } from './hall-clock.ts'
import { errorOf } from './problem.ts'

const timeoutMs = 30_000

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * One request to `/api/v1`, typed by the shapes of contract (`call<PasscodeView>('/passcodes/check', { body })`): types
 * only, so that no schema library travels to the browser. POST when there is a body. A refusal is thrown as the house's error.
 */
export const call = async <Answer>(path: string, { method, body, signal }: CallOptions = {}): Promise<Answer> => {
  const timeout = AbortSignal.timeout(timeoutMs)
  const response = await fetch(`/api/v1${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  })
  noteHallTime(response.headers.get('date'))
  const text = await response.text()
  const content: unknown = text === '' ? null : parse(text)
  if (!response.ok) throw errorOf(response.status, content)
  return content as Answer
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy's page instead of our answer: coded by its status.
    return null
  }
}
