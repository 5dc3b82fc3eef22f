/** Tokens with a real SKF library that is made of libcrypto (token/skf/test/soft-skf.c), compiled when tests need it. */
import { execFile } from 'node:child_process'
import { access, chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { systemRandom } from '@certhall/kernel/random'
import { toHex } from '@certhall/kernel/bytes'
import type { ModelEntry, SystemName } from '@certhall/token/catalogue/catalogue'
import type { TokenQuirks } from '@certhall/token/quirks'

/** The library with this width of ULONG in `folder`; compiled once there. Needs gcc and libssl-dev. */
export const compileSoftSkf = async (folder: string, ulongOctets: 4 | 8): Promise<string> => {
  const path = join(folder, `soft-skf-${ulongOctets}.so`)
  if (await isThere(path)) return path
  await mkdir(folder, { recursive: true })
  const width = ulongOctets === 8 ? ['-DSKF_ULONG_8'] : []
  const options = ['-O1', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-fvisibility=hidden', ...width]
  await promisify(execFile)('gcc', [...options, '-o', path, source, '-lcrypto'])
  return path
}

const source = fileURLToPath(new URL('../token/skf/test/soft-skf.c', import.meta.url))

export interface SoftSkfToken {
  /** The library of this token alone: its state lies in the same folder. */
  readonly libraryPath: string
  readonly serialNumber: string
  readonly pin: string
  readonly unplug: () => Promise<void>
  readonly plugIn: () => Promise<void>
  readonly fill: () => Promise<void>
  /** `kind`: crash, hang, lie, or a code; undefined ends it. */
  readonly fault: (kind: string, call: string) => Promise<void>
  readonly noFault: () => Promise<void>
  /** Functions called since the last time. */
  readonly calls: () => Promise<readonly string[]>
}

export interface SoftSkfWish {
  readonly triesMost?: number
  /** One that was chosen; else it is the factory's, 1234. */
  readonly pin?: string
  readonly serialNumber?: string
}

/** A token with its library, plugged in, in a folder of its own. */
export const createSoftSkf = async (compiled: string, folder: string, wish: SoftSkfWish = {}): Promise<SoftSkfToken> => {
  const { triesMost = 6, serialNumber = `SKF${toHex(systemRandom.bytes(5)).toUpperCase()}`, pin = softSkfFactoryPin } = wish
  await mkdir(folder, { recursive: true })
  const libraryPath = join(folder, 'skf.so')
  await copyFile(compiled, libraryPath)
  // Nobody else may write a library that a host loads.
  await chmod(libraryPath, 0o755)
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)
  const remove = (name: string): Promise<void> => rm(join(folder, name), { force: true })
  await write('device', `${serialNumber} ${pin} ${triesMost} ${triesMost} ${wish.pin === undefined ? 1 : 0}\n`)
  return {
    libraryPath,
    serialNumber,
    pin,
    unplug: () => write('unplugged', ''),
    plugIn: async () => {
      await write('insertion', toHex(systemRandom.bytes(8)))
      await remove('unplugged')
    },
    fill: () => write('full', ''),
    fault: (kind, call) => write('fault', `${kind} ${call}`),
    noFault: () => remove('fault'),
    calls: async () => {
      const lines = await readFile(join(folder, 'calls'), 'utf8').catch(() => '')
      await write('calls', '')
      return lines.split('\n').filter((line) => line !== '')
    },
  }
}

export const softSkfFactoryPin = '1234'

/** For an entry of a test's own catalogue. */
export const softSkfQuirks: TokenQuirks = {
  pinOctets: { least: 6, most: 16 },
  initialPins: [softSkfFactoryPin],
  tries: 'counted',
  hashing: 'host',
  applicationName: null,
  callingConvention: 'cdecl',
  naming: 'containerName',
}

/** The entry of a test's own catalogue for tokens of `createSoftSkf`: no catalogue that is shipped knows them. */
export const softSkfModel = (systems: readonly SystemName[], libraryPath: string): ModelEntry => ({
  modelId: 'test-skf-ukey',
  nameZh: '测试用 SKF UKEY',
  nameEn: 'SKF UKEY for tests',
  vendor: 'Certhall',
  kind: 'skf',
  match: { atr: [], pkcs11: [], skf: [{ manufacturer: 'Certhall tests', label: '测试 SKF' }], usb: [] },
  libraries: [{ systems: [...systems], path: libraryPath }],
  quirks: softSkfQuirks,
  algorithms: ['rsa-2048', 'sm2'],
  evidence: { kind: 'tested', by: 'token suite of this project' },
})

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
