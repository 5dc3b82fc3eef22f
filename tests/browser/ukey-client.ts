import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelEntry } from '@certhall/token/catalogue/catalogue'
import { softDriver } from '@certhall/token/soft/soft-driver'
import { createSoftToken, type NewSoftToken, plugInSoftToken, unplugSoftToken } from '@certhall/token/soft/soft-token'
import { readTokenFile, writeTokenFile } from '@certhall/token/soft/token-file'
import type { TokenDriver } from '@certhall/token/token'
import { leaveOutSoftware, saveAuthorities, startClientProcess, withCatalogue, writeCatalogue } from '../journeys/private-client.ts'

/** The client as a process of its own, with software UKEYs, for the pages of one hall. */
export interface TestClient {
  /** With the catalogue that it comes with, or with other models. */
  readonly start: (models?: readonly ModelEntry[]) => Promise<void>
  /** At once and without a word, as when it is killed. */
  readonly kill: () => Promise<void>
  readonly phrase: () => string
  readonly newToken: (wish: NewSoftToken) => Promise<string>
  readonly unplug: (tokenId: string) => Promise<void>
  readonly plugIn: (tokenId: string) => Promise<void>
  readonly certificatesOn: (tokenId: string) => Promise<number>
  readonly keysOn: (tokenId: string) => Promise<number>
  /** Its memory, as if its person had filled or emptied it with other things. */
  readonly resize: (tokenId: string, totalOctets: number) => Promise<void>
  readonly remove: () => Promise<void>
}

export const testClient = async (baseUrl: string, port: number): Promise<TestClient> => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-client-'))
  const softFolder = join(folder, 'soft-tokens')
  mkdirSync(join(folder, 'given'))
  await saveAuthorities(baseUrl, join(folder, 'given'))
  await leaveOutSoftware(softFolder)
  const environment = {
    CERTHALL_CLIENT_ORIGIN: baseUrl,
    CERTHALL_CLIENT_PORTS: String(port),
    CERTHALL_CLIENT_STATE: folder,
    CERTHALL_CLIENT_AUTHORITIES: join(folder, 'given'),
    CERTHALL_LOG_LEVEL: 'warn',
  }
  const keysOf = (tokenId: string): ReturnType<TokenDriver['keys']> => softDriver({ folder: softFolder }).keys(tokenId)
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
    start: async (models) => {
      if (models === undefined)
        return void (child = await startClientProcess(join(import.meta.dirname, '..', '..', 'apps', 'client', 'main.ts'), [], environment))
      const [catalogue, originsFile] = [join(folder, 'catalogue.json'), join(folder, 'origins.json')]
      writeFileSync(originsFile, JSON.stringify({ origins: [baseUrl] }), { mode: 0o644 })
      child = await startClientProcess(withCatalogue, [originsFile, writeCatalogue(catalogue, models)], {
        ...environment,
        CERTHALL_CLIENT_CATALOGUE: catalogue,
      })
    },
    phrase: () => readFileSync(join(folder, 'phrase.txt'), 'utf8').trim(),
    newToken: (wish) => createSoftToken(softFolder, wish),
    unplug: (tokenId) => unplugSoftToken(softFolder, tokenId),
    plugIn: (tokenId) => plugInSoftToken(softFolder, tokenId),
    certificatesOn: async (tokenId) => (await keysOf(tokenId)).filter(({ certificate }) => certificate !== null).length,
    keysOn: async (tokenId) => (await keysOf(tokenId)).length,
    resize: async (tokenId, totalOctets) => writeTokenFile(softFolder, { ...(await readTokenFile(softFolder, tokenId)), totalOctets }),
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
