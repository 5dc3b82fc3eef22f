import { normalizePasscode } from '@certhall/contract/passcode/passcode-code'
import { sha256Hex } from '../keystore/digest.ts'
import type { Remembered } from './known-installation.ts'

/**
 * Which UKEY a download began with, so that another one is noticed before a key is made on it. Kept in this browser until
 * the certificate is installed: the digest of the serial number, its end for the person, and how often a key was refused.
 */
export interface BegunToken {
  readonly serialSha256: string
  readonly serialEnd: string
  readonly attempt: number
}

export const begunToken = (memory: Remembered, applicationNo: string): BegunToken | null => {
  const [serialSha256, serialEnd, attempt] = memory.get(keyOf(applicationNo))?.split(' ') ?? []
  return serialSha256 === undefined || serialEnd === undefined || !/^[0-9a-f]{64}$/.test(serialSha256)
    ? null
    : { serialSha256, serialEnd, attempt: Number(attempt ?? 0) || 0 }
}

export const rememberToken = async (memory: Remembered, applicationNo: string, serialNumber: string, attempt: number): Promise<void> =>
  memory.set(keyOf(applicationNo), `${await sha256Hex(serialNumber)} ${endOf(serialNumber)} ${attempt}`)

/** The next key of this download has another name in the token. */
export const countRefusedKey = (memory: Remembered, applicationNo: string): void => {
  const begun = begunToken(memory, applicationNo)
  if (begun !== null) memory.set(keyOf(applicationNo), `${begun.serialSha256} ${begun.serialEnd} ${begun.attempt + 1}`)
}

export const forgetToken = (memory: Remembered, applicationNo: string): void => memory.remove(keyOf(applicationNo))

export const isBegunToken = async (begun: BegunToken, serialNumber: string): Promise<boolean> =>
  begun.serialSha256 === (await sha256Hex(serialNumber))

/** What is printed on the token ends like this. */
const endOf = (serialNumber: string): string => serialNumber.slice(-4)

/**
 * One name for one release: the same PASSCODE finds the same key in the token again, another PASSCODE of the same
 * application makes a new one. A digest, because the client writes it down.
 */
export const enrolIdOf = async (applicationNo: string, passcode: string, attempt: number): Promise<string> =>
  `${applicationNo}-${(await sha256Hex(`certhall.enrol.v1 ${applicationNo} ${normalizePasscode(passcode)}`)).slice(0, 24)}${attempt === 0 ? '' : `-${attempt}`}`

const keyOf = (applicationNo: string): string => `certhall.ukey.${applicationNo}`
