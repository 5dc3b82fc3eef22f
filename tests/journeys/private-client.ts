import { type ChildProcess, fork } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { authorityView } from '@certhall/contract/hall/hall'
import { utf8 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import type { ModelEntry } from '@certhall/token/catalogue/catalogue'
import { createSoftToken, unplugSoftToken } from '@certhall/token/soft/soft-token'
import type * as z from 'zod'

/** The client on the holder's computer, as a process of its own, with UKEYs that a journey brought along. */
export interface PrivateClient {
  /** For pages of this origin alone; http means that a hall in evaluation started it. */
  readonly start: (origin: string) => Promise<void>
  readonly stop: () => Promise<void>
  /** What the person knows the client's own pages by. */
  readonly phrase: () => string
}

export interface ClientPlace {
  readonly folder: string
  readonly port: number
  /** Of the hall, while it speaks plain http. */
  readonly baseUrl: string
  readonly models: readonly ModelEntry[]
}

export const privateClient = async ({ folder, port, baseUrl, models }: ClientPlace): Promise<PrivateClient> => {
  const catalogue = join(folder, 'catalogue.json')
  const authorities = join(folder, 'authorities-given')
  const originsFile = join(folder, 'origins.json')
  mkdirSync(authorities, { recursive: true })
  const catalogueKey = writeCatalogue(catalogue, models)
  await saveAuthorities(baseUrl, authorities)
  await leaveOutSoftware(join(folder, 'soft-tokens'))
  let child: ChildProcess | null = null
  const stop = async (): Promise<void> => {
    const running = child
    child = null
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGTERM')
    await ended
  }
  return {
    stop,
    start: async (origin) => {
      await stop()
      writeFileSync(originsFile, JSON.stringify({ origins: [origin] }), { mode: 0o644 })
      child = await startClientProcess(withCatalogue, [originsFile, catalogueKey], {
        CERTHALL_CLIENT_PORTS: String(port),
        CERTHALL_CLIENT_STATE: folder,
        CERTHALL_CLIENT_AUTHORITIES: authorities,
        CERTHALL_CLIENT_CATALOGUE: catalogue,
        CERTHALL_LOG_LEVEL: 'warn',
        ...(origin.startsWith('http:') ? { CERTHALL_CLIENT_ORIGIN: origin } : {}),
      })
    },
    phrase: () => readFileSync(join(folder, 'phrase.txt'), 'utf8').trim(),
  }
}

/** The client with a catalogue of its own: ORIGINS.json and the key that signed it are given on the command line. */
export const withCatalogue = join(import.meta.dirname, 'client-process.ts')

/** Resolves when it listens. */
export const startClientProcess = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = fork(program, args, {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (message: { readonly type?: string }) =>
      message.type === 'ready' ? resolve(child) : reject(new Error(JSON.stringify(message))),
    )
    child.once('exit', (code) => reject(new Error(`the client ended with ${code} before it was ready`)))
  })

/** Signed like any other, by a key that is forgotten at once. Gives the public half. */
export const writeCatalogue = (path: string, models: readonly ModelEntry[]): string => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const text = JSON.stringify({ format: 'certhall.token-catalogue.v1', version: 1, models })
  writeFileSync(path, text)
  writeFileSync(`${path}.sig`, sign(null, utf8(text), privateKey).toString('base64'))
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
}

/** In evaluation the client makes a first UKEY of software: here there is one, and it is out. */
export const leaveOutSoftware = async (folder: string): Promise<void> =>
  unplugSoftToken(folder, await createSoftToken(folder, { label: 'out' }))

export const saveAuthorities = async (baseUrl: string, folder: string): Promise<void> => {
  const listed = (await (await fetch(`${baseUrl}/api/v1/authorities`)).json()) as readonly z.infer<typeof authorityView>[]
  for (const { authorityId, certificateUrl } of listed) {
    const answer = await fetch(certificateUrl)
    writeFileSync(join(folder, `${authorityId}.pem`), toPem('CERTIFICATE', new Uint8Array(await answer.arrayBuffer())))
  }
}
