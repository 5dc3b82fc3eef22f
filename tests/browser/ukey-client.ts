import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPem } from '@certhall/pki/pem'
import { softDriver } from '@certhall/token/soft/soft-driver'
import { createSoftToken, type NewSoftToken, plugInSoftToken, unplugSoftToken } from '@certhall/token/soft/soft-token'

/** The client as a process of its own, with software UKEYs, for the pages of one hall. */
export interface TestClient {
  readonly start: () => Promise<void>
  /** At once and without a word, as when it is killed. */
  readonly kill: () => Promise<void>
  readonly phrase: () => string
  readonly newToken: (wish: NewSoftToken) => Promise<string>
  readonly unplug: (tokenId: string) => Promise<void>
  readonly plugIn: (tokenId: string) => Promise<void>
  readonly certificatesOn: (tokenId: string) => Promise<number>
  readonly remove: () => Promise<void>
}

export const testClient = async (baseUrl: string, port: number): Promise<TestClient> => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-client-'))
  const softFolder = join(folder, 'soft-tokens')
  await saveAuthorities(baseUrl, join(folder, 'given'))
  // The client would make a first UKEY of its own: here there is one, and it is out.
  await unplugSoftToken(softFolder, await createSoftToken(softFolder, { label: 'out' }))
  const environment = { CERTHALL_CLIENT_ORIGIN: baseUrl, CERTHALL_CLIENT_PORTS: String(port), CERTHALL_CLIENT_STATE: folder, CERTHALL_CLIENT_AUTHORITIES: join(folder, 'given'), CERTHALL_LOG_LEVEL: 'warn' }
  let child: ChildProcess | null = null
  const kill = async (): Promise<void> => {
    const running = child
    child = null
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await ended
  }
  return {
    kill,
    start: async () => void (child = await startProcess(environment)),
    phrase: () => readFileSync(join(folder, 'phrase.txt'), 'utf8').trim(),
    newToken: (wish) => createSoftToken(softFolder, wish),
    unplug: (tokenId) => unplugSoftToken(softFolder, tokenId),
    plugIn: (tokenId) => plugInSoftToken(softFolder, tokenId),
    certificatesOn: async (tokenId) => {
      const driver = softDriver({ folder: softFolder })
      return (await driver.keys(tokenId)).filter(({ certificate }) => certificate !== null).length
    },
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const startProcess = (environment: Readonly<Record<string, string>>): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = fork('apps/client/main.ts', { cwd: new URL('../..', import.meta.url).pathname, env: { PATH: process.env['PATH'] ?? '', ...environment }, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.on('message', (message: { readonly type?: string }) => (message.type === 'ready' ? resolve(child) : reject(new Error(JSON.stringify(message)))))
    child.once('exit', (code) => reject(new Error(`the client ended with ${code} before it was ready`)))
  })

const saveAuthorities = async (baseUrl: string, folder: string): Promise<void> => {
  mkdirSync(folder)
  const listed = (await (await fetch(`${baseUrl}/api/v1/authorities`)).json()) as readonly { readonly authorityId: string; readonly certificateUrl: string }[]
  for (const { authorityId, certificateUrl } of listed) {
    writeFileSync(join(folder, `${authorityId}.pem`), toPem('CERTIFICATE', new Uint8Array(await (await fetch(certificateUrl)).arrayBuffer())))
  }
}
