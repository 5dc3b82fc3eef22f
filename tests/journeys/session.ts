import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'

/** One browser session towards the hall: cookies, JSON, problem documents as errors. */
export interface Session {
  readonly baseUrl: string
  readonly get: <Answer>(path: string) => Promise<Answer>
  readonly post: <Answer>(path: string, body?: unknown) => Promise<Answer>
  readonly put: <Answer>(path: string, body: unknown) => Promise<Answer>
  readonly upload: <Answer>(
    path: string,
    fields: Readonly<Record<string, string>>,
    file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array<ArrayBuffer> },
  ) => Promise<Answer>
  /** A solved human check, good for one use. */
  readonly captcha: () => Promise<string>
}

export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  constructor(path: string, status: number, problem: { readonly code?: string; readonly issues?: unknown; readonly detail?: unknown }) {
    super(`${path}: ${status} ${problem.code ?? ''} ${JSON.stringify(problem.issues ?? problem.detail ?? {})}`)
    this.status = status
    this.code = problem.code ?? ''
  }
}

export const openSession = (baseUrl: string): Session => {
  const cookies = new Map<string, string>()

  const call = async <Answer>(method: string, path: string, body: BodyInit | null, contentType: string | null): Promise<Answer> => {
    const headers = new Headers({ origin: baseUrl, accept: 'application/json' })
    if (contentType !== null) headers.set('content-type', contentType)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, body })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const text = await answer.text()
    const value: unknown = text === '' ? null : JSON.parse(text)
    if (!answer.ok) throw new ProblemError(`${method} ${path}`, answer.status, (value ?? {}) as { code?: string })
    return value as Answer
  }

  const session: Session = {
    baseUrl,
    get: (path) => call('GET', path, null, null),
    post: (path, body) =>
      body === undefined ? call('POST', path, null, null) : call('POST', path, JSON.stringify(body), 'application/json'),
    put: (path, body) => call('PUT', path, JSON.stringify(body), 'application/json'),
    upload: (path, fields, file) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', new Blob([file.bytes], { type: file.mediaType }), file.name)
      return call('POST', path, form, null)
    },
    captcha: async () => {
      const challenge = await session.get<Parameters<typeof solveChallenge>[0]['challenge']>('/captcha')
      const solution = await solveChallenge({ challenge, deriveKey })
      return btoa(JSON.stringify({ challenge, solution }))
    },
  }
  return session
}
