/** The package in a root of its own, by dpkg itself: nothing of this machine is touched. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { vi } from 'vitest'
import { WebSocket } from 'ws'

/** Who is not root becomes it in a name space of their own. */
const asRoot: readonly string[] = process.getuid?.() === 0 ? [] : ['unshare', '--map-root-user']

export const runAsRoot = (...command: readonly string[]): string => {
  const [program = '', ...args] = [...asRoot, ...command]
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

export const emptyRoot = (folder: string): void => {
  for (const name of ['info', 'updates', 'triggers']) mkdirSync(join(folder, 'var/lib/dpkg', name), { recursive: true })
  for (const name of ['status', 'available']) writeFileSync(join(folder, 'var/lib/dpkg', name), '')
}

/** Maintainer scripts run too, and are told the root; the libraries that the package needs are those of this machine. */
export const dpkg = (root: string, ...args: readonly string[]): string =>
  runAsRoot('dpkg', `--root=${root}`, '--force-script-chrootless', '--force-depends', '--log=/dev/null', ...args)

export interface RunningClient {
  readonly process: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

export const launch = (root: string, environment: Readonly<Record<string, string>>): RunningClient => {
  const [program = '', ...args] = [...asRoot, join(root, 'usr/bin/certhall-client')]
  const child = spawn(program, args, { env: { PATH: '/usr/bin:/bin', HOME: root, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { process: child, said: () => said, ended: new Promise((resolve) => child.once('close', (code) => resolve(code))) }
}

export const untilListening = (client: RunningClient): Promise<void> =>
  vi.waitFor(
    () => {
      if (client.process.exitCode !== null) throw new Error(client.said())
      if (!client.said().includes('client listens')) throw new Error('not yet')
    },
    { timeout: 30_000, interval: 50 },
  )

/** Status of a WebSocket handshake; 101 is a welcome. */
export const knock = (port: number, origin: string | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/v1',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Protocol': 'certhall-ukey.v1',
        ...(origin === undefined ? {} : { Origin: origin }),
      },
    })
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode ?? 0)
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })

/** What a page of the hall is told about tokens; afterwards the drivers' hosts are up. */
export const askForTokens = async (port: number, origin: string): Promise<unknown> => {
  const page = new WebSocket(`ws://127.0.0.1:${port}/v1`, 'certhall-ukey.v1', { origin })
  await new Promise((resolve, reject) => page.once('open', resolve).once('error', reject))
  const ask = (id: number, method: string, params: object): Promise<unknown> =>
    new Promise((resolve) => {
      page.once('message', (frame: Buffer) => resolve(JSON.parse(frame.toString('utf8'))))
      page.send(JSON.stringify({ id, method, params }))
    })
  await ask(1, 'hello', { protocol: 1, nonce: 'A'.repeat(43) })
  const answer = await ask(2, 'token.list', {})
  page.close()
  return answer
}
