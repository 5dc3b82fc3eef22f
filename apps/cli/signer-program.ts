/** Programs of the signer that run to their end: the first start, and what takes the root's key later. */
import { spawn } from 'node:child_process'
import { type ErrorCode, isErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Mode } from './config.ts'

export interface SignerProgram {
  readonly entry: string
  readonly words?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly mode: Mode
  /** Named in a failure. */
  readonly step: string
}

/** Gives what it printed. In production the terminal stays the program's own: the passphrase of the root key is asked for. */
export const runSignerProgram = ({ entry, words = [], environment, mode, step }: SignerProgram): Promise<string> =>
  new Promise((resolve, reject) => {
    const terminal = mode === 'production' ? ('inherit' as const) : undefined
    const stdio = [terminal ?? 'ignore', 'pipe' as const, terminal ?? 'pipe', 'ipc' as const] as const
    const child = spawn(process.execPath, [entry, ...words], { env: { ...environment }, stdio: [...stdio] })
    let output = ''
    let complaint = ''
    let said: { readonly code?: unknown; readonly message?: unknown } = {}
    // Decoded by the stream: a name may be cut between two chunks.
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk))
    child.on('message', (message) => (said = message as typeof said))
    child.once('error', reject)
    child.once('close', (exitCode) => {
      if (exitCode === 0) return resolve(output)
      const code: ErrorCode = typeof said.code === 'string' && isErrorCode(said.code) ? said.code : 'internal.unexpected'
      const reason = typeof said.message === 'string' ? said.message : complaint.trim()
      const facts = factsOf(reason)
      const detail = { program: 'signer', step, ...facts }
      reject(new AppError<ErrorCode>(code, facts === undefined ? { detail, cause: new Error(reason) } : { detail }))
    })
  })

/** A program tells its facts as JSON; the remedy is chosen by the reason among them. */
const factsOf = (message: string): Readonly<Record<string, string | number | boolean>> | undefined => {
  try {
    return JSON.parse(message) as Record<string, string | number | boolean>
  } catch {
    return undefined
  }
}
