import type { IncomingMessage } from 'node:http'

/** The door's own address. Names that resolve to it (`localhost`, a rebound foreign name) are not it. */
export const ownHost = (port: number): string => `127.0.0.1:${port}`
export const ownOrigin = (port: number): string => `http://${ownHost(port)}`

/** Exactly one Host header, equal octet by octet: what DNS rebinding cannot forge. */
export const isForOwnHost = (request: IncomingMessage, port: number): boolean => onlyHeader(request, 'host') === ownHost(port)

/** Value of a header that stands exactly once; Node itself would keep the first or join them. */
export const onlyHeader = (request: IncomingMessage, name: string): string | undefined => {
  const values = request.rawHeaders.filter((_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name)
  return values.length === 1 ? values[0] : undefined
}

export const hasHeader = (request: IncomingMessage, name: string): boolean => request.headers[name] !== undefined

/** An origin that may stand in the allow list: https, written as browsers send it. A `*` is a letter to URLs; it is none here. */
export const isHttpsOrigin = (text: string): boolean =>
  /^https:\/\/[a-z0-9.-]+(?::\d+)?$/.test(text) && URL.canParse(text) && new URL(text).origin === text

/** Evaluation: the hall that started this client, and only by its number. */
export const isEvaluationOrigin = (text: string): boolean =>
  /^http:\/\/127\.0\.0\.1:[1-9]\d{0,4}$/.test(text) && new URL(text).origin === text
