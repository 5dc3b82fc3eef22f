import type { Passcode } from '@certhall/contract/passcode/passcode-code'
import { equalBytes } from '@certhall/kernel/bytes'
import type { PasscodePepper, PasscodeRepository } from './ports.ts'

/**
 * Finds the rows that typed codes belong to: for each code its row, or undefined. Unknown and wrong take the same way:
 * one read by locator, one HMAC, one comparison at least, so neither answer nor time tells them apart.
 */
export const matchPasscodes = async (
  passcodes: Pick<PasscodeRepository, 'secretsOf'>,
  pepper: PasscodePepper,
  typed: readonly Passcode[],
): Promise<readonly (string | undefined)[]> => {
  const rows = await passcodes.secretsOf([...new Set(typed.map((each) => each.locator))])
  return typed.map(({ locator, secret }) => {
    const digest = pepper.digest(locator, secret)
    const candidates = rows.filter((row) => row.locator === locator)
    let found: string | undefined
    for (const candidate of candidates.length === 0 ? [nobody] : candidates)
      if (equalBytes(candidate.secretHmac, digest)) found = candidate.passcodeId
    return found === '' ? undefined : found
  })
}

const nobody = { passcodeId: '', secretHmac: new Uint8Array(32) }
