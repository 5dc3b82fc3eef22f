import { isErrorCode } from '@certhall/contract/errors'
import type { abandonResponse, IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64 } from '@certhall/kernel/bytes'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { isUnreachable } from '../api/problem.ts'
import type { InstallProof } from './certificate-file.ts'

export type Abandoned = Shape<typeof abandonResponse>

/** What this room asks of the server. PASSCODEs travel in bodies only. */
export const checkPasscode = (passcode: string): Promise<PasscodeView> => call('/passcodes/check', { body: { passcode } })

export const confirmInstall = (passcode: string, proof: InstallProof): Promise<PasscodeView> =>
  call('/passcodes/confirm', { body: { passcode, ...proof } })

export const abandonCertificate = (passcode: string, serialNumber: string | null): Promise<Abandoned> =>
  call('/passcodes/abandon', { body: { passcode, serialNumber } })

/** The same key again gives the same certificate, so a lost answer or a busy signer is simply asked again. */
export const redeemPatiently = async (
  passcode: string,
  csr: Uint8Array,
  pause: (ms: number) => Promise<void>,
): Promise<IssuedCertificate> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call('/passcodes/redeem', { body: { passcode, csr: toBase64(csr) } })
    } catch (error) {
      const pauseMs = redeemPausesMs[attempt]
      if (pauseMs === undefined || !passesWithTime(error)) throw error
      await pause(pauseMs)
    }
  }
}

const redeemPausesMs: readonly number[] = [1000, 2000, 4000, 8000, 15_000]

const passesWithTime = (error: unknown): boolean => isUnreachable(error) || codeOf(error).startsWith('busy.')

/** The server will take no certificate for this key: a new one must be made. */
export const asksForNewKey = (error: unknown): boolean =>
  ['input.csr-key-weak', 'input.csr-key-reused', 'input.csr-algorithm', 'input.csr-signature', 'input.csr-malformed'].includes(
    codeOf(error),
  )

const codeOf = (error: unknown): string => (error instanceof AppError && isErrorCode(error.code) ? error.code : '')
