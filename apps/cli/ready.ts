/** Whether the server of a running hall is ready, asked at its own listener and not at the public address before it. */
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Config } from './config.ts'

export type ListenerSettings = Pick<Config, 'host' | 'port' | 'isTlsListener' | 'publicUrl'>

export const isServerReady = ({ host, port, isTlsListener, publicUrl }: ListenerSettings): Promise<boolean> =>
  new Promise((resolve) => {
    // The server answers to the names of the hall only; its certificate names the hall, not this machine.
    const { host: publicHost, hostname } = new URL(publicUrl)
    const where = { host: reachable(host), port, path: '/readyz', headers: { host: publicHost }, timeout: 3_000, agent: false as const }
    const call = isTlsListener ? requestTls({ ...where, ...nameOf(hostname), rejectUnauthorized: false }) : requestPlain(where)
    call.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.on('close', () => resolve(false))
    call.end()
  })

/** A listener on all addresses is asked on the loopback one. */
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

/** Server name indication is for names, never for addresses (RFC 6066 §3). */
const nameOf = (hostname: string): { readonly servername?: string } =>
  /[a-z]/i.test(hostname.replace(/^\[.*$/, '')) ? { servername: hostname } : {}
