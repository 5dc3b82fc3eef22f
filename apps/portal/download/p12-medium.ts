import type { PasscodeView } from '@certhall/contract/passcode/api'
import { AppError } from '@certhall/kernel/app-error'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf, isWebAlgorithm } from '@certhall/pki/algorithm'
import { type HolderKey, makeHolderKey, openHolderKey } from '../keystore/holder-key.ts'
import { askToPersist, browserRecords } from '../keystore/indexed-db.ts'
import { type KeyPair, requestOf } from '../keystore/key-pair.ts'
import type { Records } from '../keystore/records.ts'
import { certificateFileName, sealCertificateFile } from './certificate-file.ts'
import type { Access, Medium } from './medium.ts'
import { planOf } from './plan.ts'
import type { StepWriter } from './step-log.ts'

/** The file: the key is made by this browser and kept in it, sealed under the file's password, until the file is proven. */
export const p12Medium = (view: PasscodeView, _passcode: string, records: Records<HolderKey> = browserRecords('holder-keys')): Medium => {
  const { applicationNo } = view
  let pair: KeyPair | undefined
  return {
    steps: ['makeKey', 'buildRequest', 'issue', 'sealFile', 'saveFile', 'readBack', 'confirm'],
    look: async () => {
      const kept = await records.get(applicationNo)
      return { plan: planOf(view, kept), kept }
    },
    makeKeyAndRequest: async (access, _issued, log) => {
      const found = await keyOf(view, passwordOf(access), records, log)
      if (found === undefined) return { kind: 'wrongSecret' }
      pair = found
      return { kind: 'request', csr: await log.at('buildRequest', () => requestOf(found)) }
    },
    install: async (access, issued, log) => {
      if (pair === undefined) throw new Error('install before the key was opened')
      const opened = pair
      const content = await log.at('sealFile', () => sealCertificateFile(opened, issued, passwordOf(access), systemRandom))
      return { name: certificateFileName(applicationNo), content }
    },
    forgetKey: () => records.remove(applicationNo),
    settle: () => records.remove(applicationNo),
  }
}

/** Opened again, or made and kept. Undefined: wrong password. */
const keyOf = async (view: PasscodeView, password: string, records: Records<HolderKey>, log: StepWriter): Promise<KeyPair | undefined> => {
  const kept = await records.get(view.applicationNo)
  if (kept !== undefined) {
    const pair = await openHolderKey(kept, password)
    if (pair !== undefined) log.wasKept('makeKey')
    return pair
  }
  const algorithm = algorithmOf(view.keyAlgorithm)
  // No profile has such a key in a file (SM2): a browser cannot make it.
  if (!isWebAlgorithm(algorithm)) throw new AppError('policy.algorithm')
  await askToPersist()
  const ground = { records, random: systemRandom, clock: systemClock }
  return log.at('makeKey', () => makeHolderKey(view.applicationNo, algorithm.name, password, ground))
}

const passwordOf = (access: Access): string => {
  if (access.kind !== 'password') throw new Error('a P12 opens with a password')
  return access.password
}
