import { tokenSuite } from '@certhall/testkit/token-suite'
import { afterAll } from 'vitest'
import { openPkcs11Driver } from './pkcs11-driver.ts'
import { openUkeyBench, testQuirks } from './test/ukey-bench.ts'

const bench = openUkeyBench()
afterAll(() => bench.close())

tokenSuite('PKCS#11', {
  algorithms: ['rsa-2048', 'ecdsa-p256', 'ecdsa-p384'],
  tells: { triesLeft: false, isInitial: true, space: false },
  open: async ({ pin, triesMost }) => {
    const ukey = bench.ukey({ pin, triesMost })
    const driver = await openPkcs11Driver({ libraryPath: ukey.libraryPath, quirks: testQuirks })
    const [token] = await driver.list()
    return {
      driver,
      tokenId: token?.tokenId ?? '',
      pin: ukey.pin,
      unplug: async () => ukey.clear('inserted'),
      plugIn: async () => ukey.set('inserted', '2'),
      fill: async () => ukey.set('full'),
      close: driver.close,
    }
  },
})
