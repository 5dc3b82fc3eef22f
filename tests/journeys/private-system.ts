import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StaffRole } from '@certhall/contract/staff/roles'

/** A whole hall of one's own: real processes, free ports, a data directory that goes away. */
export interface PrivateSystem {
  readonly baseUrl: string
  readonly dataDirectory: string
  /** One-time enrolment tokens as the terminal showed them, one for each sample person. */
  readonly links: readonly { readonly roles: readonly StaffRole[]; readonly token: string }[]
  readonly pid: number
  /** Down in order and up again on the same data and port, with these settings added to the first ones. */
  readonly restart: (environment: Readonly<Record<string, string>>) => Promise<void>
  readonly stop: () => Promise<void>
  /** What a power cut of the supervisor looks like to the rest; start again with the same directory. */
  readonly kill: () => Promise<void>
  readonly output: () => string
}

export interface SystemOptions {
  readonly dataDirectory?: string
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
}

export const startPrivateSystem = async (options: SystemOptions = {}): Promise<PrivateSystem> => {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'certhall-system-'))
  const port = options.port ?? (await freePort())
  // The system may hand out the same free port twice in a row.
  let responderPort = await freePort()
  while (responderPort === port) responderPort = await freePort()
  const settings = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    LANG: 'C.UTF-8',
    CERTHALL_CLIENT: 'off',
    CERTHALL_DATA: dataDirectory,
    CERTHALL_PORT: String(port),
    CERTHALL_RESPONDER_PORT: String(responderPort),
    ...options.environment,
  }
  const first = await launch(settings)
  const firstOutput = first.output()
  let now = first
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    dataDirectory,
    links: [...firstOutput.matchAll(/^.*?((?:[a-zA-Z]+)(?:, (?:[a-zA-Z]+))*)\s+\S+\/desk\/enrol#(\S+)$/gm)].map((match) => ({
      roles: (match[1] ?? '').split(', ') as StaffRole[],
      token: match[2] ?? '',
    })),
    pid: first.pid,
    restart: async (environment) => {
      await now.end('SIGTERM')
      now = await launch({ ...settings, ...environment })
    },
    stop: async () => {
      await now.end('SIGTERM')
      if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true })
    },
    kill: () => now.end('SIGKILL'),
    output: () => now.output(),
  }
}

interface Launched {
  readonly pid: number
  readonly output: () => string
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

/** The supervisor with its programs; ready when it has said how to stop it. */
const launch = async (env: Readonly<Record<string, string>>): Promise<Launched> => {
  const child = spawn(process.execPath, ['apps/cli/main.ts', 'start'], {
    cwd: new URL('../..', import.meta.url).pathname,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      if (/^ *Stop: /m.test(output)) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then((code) => reject(new Error(`the system ended with code ${code} before it was ready:\n${output}`)))
    setTimeout(() => reject(new Error(`the system was not ready within 180 s:\n${output}`)), 180_000).unref()
  })
  try {
    await ready
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await ended
    },
  }
}

export const tokenOf = (system: PrivateSystem, role: StaffRole, index = 0): string => {
  const found = system.links.filter(({ roles }) => roles.includes(role))[index]
  if (found === undefined) throw new Error(`no enrolment link for ${role} in:\n${system.output()}`)
  return found.token
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
