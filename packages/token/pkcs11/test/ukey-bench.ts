/** For tests: compiles the shim once, sets up a token once for each PIN, and gives each test a copy of its own. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TokenQuirks } from '../../quirks.ts'

export interface Ukey {
  readonly folder: string
  readonly libraryPath: string
  readonly pin: string
  readonly set: (name: UkeyState, text?: string) => void
  readonly clear: (name: UkeyState) => void
  readonly has: (name: UkeyState) => boolean
}
/** Files of the shim (ukey-shim.c). */
export type UkeyState = 'inserted' | 'tries' | 'must-change' | 'full' | 'exportable' | 'slow' | 'making' | 'hang' | 'crash'

export interface UkeyBench {
  readonly ukey: (wish?: { readonly pin?: 'factory' | 'chosen'; readonly triesMost?: number }) => Ukey
  readonly close: () => void
}

export const testQuirks: TokenQuirks = {
  pinOctets: { least: 4, most: 64 },
  initialPins: ['1234'],
  tries: 'flags',
  hashing: 'host',
  applicationName: null,
  callingConvention: 'cdecl',
  naming: 'keyId',
}

const pins = { factory: '1234', chosen: '246810' } as const

export const openUkeyBench = (): UkeyBench => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-pkcs11-'))
  const shim = join(folder, 'ukey-shim.so')
  execFileSync('gcc', [
    '-Wall',
    '-Wextra',
    '-Werror',
    '-shared',
    '-fPIC',
    '-O1',
    `-DSOFTHSM="${softHsmPath()}"`,
    '-I/usr/include/p11-kit-1',
    '-o',
    shim,
    fileURLToPath(new URL('ukey-shim.c', import.meta.url)),
    '-ldl',
  ])
  chmodSync(shim, 0o755)
  let count = 0
  return {
    ukey: ({ pin = 'chosen', triesMost = 6 } = {}) => {
      const pattern = join(folder, pin)
      if (!existsSync(pattern)) initTokens(pattern, pins[pin])
      count += 1
      const own = join(folder, `ukey-${count}`)
      cpSync(join(pattern, 'tokens'), join(own, 'tokens'), { recursive: true })
      writeConfiguration(own)
      cpSync(shim, join(own, 'ukey-shim.so'))
      const ukey = ukeyIn(own, pins[pin])
      ukey.set('inserted', '1')
      ukey.set('tries', `${triesMost} ${triesMost}`)
      if (pin === 'factory') ukey.set('must-change')
      return ukey
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}

export const softHsmPath = (): string => {
  const path = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find(existsSync)
  if (path === undefined) throw new Error('softhsm2 is not installed (ops/debian-packages.json)')
  return path
}

const ukeyIn = (folder: string, pin: string): Ukey => ({
  folder,
  pin,
  libraryPath: join(folder, 'ukey-shim.so'),
  set: (name, text = '') => writeFileSync(join(folder, name), text),
  clear: (name) => rmSync(join(folder, name), { force: true }),
  has: (name) => existsSync(join(folder, name)),
})

const writeConfiguration = (folder: string): void =>
  writeFileSync(
    join(folder, 'softhsm2.conf'),
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )

const initTokens = (folder: string, pin: string): void => {
  mkdirSync(join(folder, 'tokens'), { recursive: true })
  writeConfiguration(folder)
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', '测试', '--so-pin', '12345678', '--pin', pin], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: '/usr/bin:/bin', SOFTHSM2_CONF: join(folder, 'softhsm2.conf') },
  })
}
