import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AlgorithmName } from '@certhall/pki/algorithm'
import { compileSoftSkf, createSoftSkf, softSkfQuirks } from '@certhall/testkit/soft-skf'
import type { ModelEntry } from '@certhall/token/catalogue/catalogue'
import { openUkeyBench, testQuirks } from '@certhall/token/pkcs11/test/ukey-bench'

/** A UKEY of a journey, with the library that drives it and the catalogue entry that names the library. */
export interface JourneyToken {
  readonly folder: string
  /** The factory's, or the one that its person chose long ago. */
  readonly pin: string
  readonly model: ModelEntry
  readonly plugIn: () => Promise<void>
  readonly unplug: () => Promise<void>
}

/** Two UKEYs, both out: a new one with the factory's PIN, and one that has been somebody's for a while. */
export interface TokenPair {
  readonly fresh: JourneyToken
  readonly other: JourneyToken
  readonly close: () => void
}

export const chosenPin = '246810'

/** SoftHSM's keys behind the manners of a real token. */
export const pkcs11Pair = async (): Promise<TokenPair> => {
  const bench = openUkeyBench()
  const open = (pin: 'factory' | 'chosen', name: string): JourneyToken => {
    const ukey = bench.ukey({ pin })
    let insertions = 0
    const token = {
      folder: ukey.folder,
      pin: ukey.pin,
      model: entry('pkcs11', name, ukey.libraryPath, ['rsa-2048', 'ecdsa-p256']),
      plugIn: async () => ukey.set('inserted', String((insertions += 1))),
      unplug: async () => ukey.clear('inserted'),
    }
    ukey.clear('inserted')
    return token
  }
  return { fresh: open('factory', '甲'), other: open('chosen', '乙'), close: bench.close }
}

/** GM/T 0016, made of libcrypto. */
export const skfPair = async (): Promise<TokenPair> => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-skf-'))
  const compiled = await compileSoftSkf(folder, 8)
  const open = async (name: string, pin?: string): Promise<JourneyToken> => {
    const own = join(folder, pin === undefined ? 'fresh' : 'other')
    const token = await createSoftSkf(compiled, own, pin === undefined ? {} : { pin })
    await token.unplug()
    return {
      folder: own,
      pin: token.pin,
      model: entry('skf', name, token.libraryPath, ['sm2']),
      plugIn: token.plugIn,
      unplug: token.unplug,
    }
  }
  return { fresh: await open('甲'), other: await open('乙', chosenPin), close: () => rmSync(folder, { recursive: true }) }
}

/** No rule of recognition: each is known by its library, of which each has its own. */
const entry = (kind: 'pkcs11' | 'skf', name: string, path: string, algorithms: readonly AlgorithmName[]): ModelEntry => ({
  modelId: `journey-${kind}-${name === '甲' ? 'a' : 'b'}`,
  nameZh: `测试用 UKEY ${name}（${kind.toUpperCase()}）`,
  nameEn: `Test UKEY ${name === '甲' ? 'A' : 'B'} (${kind.toUpperCase()})`,
  vendor: 'Certhall',
  kind,
  match: { atr: [], pkcs11: [], skf: [], usb: [] },
  libraries: [{ systems: ['linux-x64', 'linux-arm64'], path, ...(kind === 'skf' ? { ulongOctets: 8 as const } : {}) }],
  quirks: kind === 'skf' ? softSkfQuirks : { ...testQuirks, pinOctets: { least: 6, most: 16 } },
  algorithms: [...algorithms],
  evidence: { kind: 'tested', by: 'the journeys of this project' },
})
