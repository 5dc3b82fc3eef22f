import { connect } from 'node:net'

/**
 * A small load generator: `connections` keep-alive connections, each sending its next request when the answer to the last
 * one is complete. It reads no more of an answer than its length, so that it costs little beside what is measured.
 */
export interface LoadResult {
  readonly perSecond: number
  readonly answers: number
  readonly failures: number
}

export const load = async (port: number, nextRequest: () => Uint8Array, connections: number, durationMs: number): Promise<LoadResult> => {
  const startMs = performance.now()
  const endMs = startMs + durationMs
  let answers = 0
  let failures = 0
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      let waiting: Buffer = Buffer.alloc(0)
      socket.once('error', reject)
      socket.once('close', () => resolve())
      socket.once('connect', () => socket.write(nextRequest()))
      socket.on('data', (chunk: Buffer) => {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
        const length = answerLength(waiting)
        if (length === undefined || waiting.length < length) return
        if (!waiting.subarray(0, 15).includes(' 200 ')) failures += 1
        answers += 1
        waiting = waiting.subarray(length)
        if (performance.now() >= endMs) socket.end()
        else socket.write(nextRequest())
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  return { perSecond: (answers * 1000) / (performance.now() - startMs), answers, failures }
}

const headEnd = Buffer.from('\r\n\r\n')

const answerLength = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const match = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))
  return match === null ? undefined : end + 4 + Number(match[1])
}

/** A POST as bytes, made once and sent many times. */
export const httpPost = (path: string, mediaType: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${mediaType}\r\ncontent-length: ${body.length}\r\n\r\n`), body])
