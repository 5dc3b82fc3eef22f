import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { toBase64Url } from '@certhall/kernel/bytes'
import { Secret } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import type { SignerConfig } from './config.ts'
import { writeOnce } from './key-files.ts'

/** The first line of a file that its owner alone may read. */
export const readPassphrase = (path: string): Secret<string> => {
  if (!existsSync(path)) throw unusable('missing')
  if ((statSync(path).mode & 0o077) !== 0) throw unusable('readable-by-others')
  const [line = ''] = readFileSync(path, 'utf8').split('\n')
  if (line.length < 12) throw unusable('too-short')
  return new Secret(line)
}

/** Evaluation mode makes its passphrases itself. 24 random octets. */
export const makePassphrase = (path: string, random: Random): void => {
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeOnce(path, `${toBase64Url(random.bytes(24))}\n`)
}

/** Asked for once, however often a root has something to sign. */
export const rootPassphraseOf = ({ rootPassphraseFile }: Pick<SignerConfig, 'rootPassphraseFile'>): (() => Promise<Secret<string>>) => {
  let asked: Promise<Secret<string>> | undefined
  const ask = async (): Promise<Secret<string>> =>
    rootPassphraseFile === null ? await askPassphrase('Passphrase of the root key (根密钥口令): ') : readPassphrase(rootPassphraseFile)
  return () => (asked ??= ask())
}

/** Asks on the terminal without echo, or takes the first line of a pipe. */
export const askPassphrase = async (question: string): Promise<Secret<string>> => {
  const { isTTY } = process.stdin
  if (isTTY) process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: isTTY })
  const line = await Promise.race([
    reader.question(''),
    new Promise<string>((_resolve, reject) => reader.once('close', () => reject(unusable('missing')))),
  ])
  reader.close()
  if (isTTY) process.stderr.write('\n')
  if (line.length < 12) throw unusable('too-short')
  return new Secret(line)
}

const unusable = (reason: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_SIGNER_PASSPHRASE_FILE', reason } })
