import { connect } from 'node:net'
import { median } from './bench.ts'

/**
 * A small load generator: `connections` keep-alive connections, each sending its next request when the answer to the last
 * one is complete. It reads no more of an answer than status and length, so that it costs little beside what is measured.
 */
export interface LoadResult {
  readonly perSecond: number
  readonly answers: number
  readonly failures: number
  readonly firstFailure: string
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Sends each request once. */
export const load = (port: number, requests: readonly Buffer[], connections: number): Promise<LoadResult> => {
  let next = 0
  return run(port, () => requests[next++], connections)
}

/** Sends requests from the list, round and round, for `durationMs`. */
export const loadFor = (port: number, requests: readonly Buffer[], connections: number, durationMs: number): Promise<LoadResult> => {
  const endMs = performance.now() + durationMs
  let next = 0
  return run(port, () => (performance.now() >= endMs ? undefined : requests[next++ % requests.length]), connections)
}

const run = async (port: number, nextRequest: () => Buffer | undefined, connections: number): Promise<LoadResult> => {
  const startMs = performance.now()
  const timesMs: number[] = []
  let failures = 0
  let firstFailure = ''
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      let waiting: Buffer = Buffer.alloc(0)
      let sentMs = 0
      const send = (): void => {
        const request = nextRequest()
        sentMs = performance.now()
        if (request === undefined) socket.end()
        else socket.write(request)
      }
      socket.once('error', reject)
      socket.once('close', () => resolve())
      socket.once('connect', send)
      socket.on('data', (chunk: Buffer) => {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
        const length = answerLength(waiting)
        if (length === undefined || waiting.length < length) return
        timesMs.push(performance.now() - sentMs)
        if (!waiting.subarray(0, 15).includes(' 200 ')) {
          failures += 1
          firstFailure ||= waiting.toString('utf8', 0, 600)
        }
        waiting = waiting.subarray(length)
        send()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  const p99Ms = timesMs.toSorted((left, right) => left - right)[Math.floor(timesMs.length * 0.99)] ?? Number.NaN
  return {
    perSecond: (timesMs.length * 1000) / (performance.now() - startMs),
    answers: timesMs.length,
    failures,
    firstFailure,
    p50Ms: median(timesMs),
    p99Ms,
  }
}

const headEnd = Buffer.from('\r\n\r\n')

const answerLength = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const match = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))
  return match === null ? undefined : end + 4 + Number(match[1])
}

/** A POST as bytes, made once and sent many times. */
export const httpPost = (path: string, mediaType: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Buffer => {
  const lines = Object.entries({ host: '127.0.0.1', 'content-type': mediaType, 'content-length': String(body.length), ...headers })
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`),
    body,
  ])
}
