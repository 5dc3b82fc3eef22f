import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileSoftSkf, createSoftSkf, softSkfQuirks } from '@certhall/testkit/soft-skf'
import { tokenSuite } from '@certhall/testkit/token-suite'
import { afterAll } from 'vitest'
import { skfDriver } from './skf-driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'certhall-skf-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0

for (const ulongOctets of [4, 8] as const) {
  tokenSuite(`SKF, ULONG of ${ulongOctets} octets`, {
    algorithms: ['rsa-2048', 'sm2'],
    tells: { triesLeft: true, isInitial: true, space: true },
    open: async ({ pin, triesMost }) => {
      count += 1
      const compiled = await compileSoftSkf(folder, ulongOctets)
      const token = await createSoftSkf(compiled, join(folder, `${count}`), { triesMost, ...(pin === 'chosen' ? { pin: '246810' } : {}) })
      // The wide one has to be recognised.
      const driver = skfDriver({ libraryPath: token.libraryPath, quirks: softSkfQuirks, ulongOctets: ulongOctets === 8 ? null : 4 })
      return { ...token, driver, tokenId: token.serialNumber, close: () => driver.close() }
    },
  })
}
