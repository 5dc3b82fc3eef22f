import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@certhall/kernel/app-error'
import { type Random, randomBelow } from '@certhall/kernel/random'
import { phraseWords } from './phrase-words.ts'

/** What makes this client this client: its key, and the phrase by which the person knows its pages. */
export interface Installation {
  /** SubjectPublicKeyInfo, P-256: every browser verifies it. */
  readonly publicKey: Uint8Array
  /** ECDSA with SHA-256, r‖s. */
  readonly sign: (content: Uint8Array) => Uint8Array
  readonly phrase: () => string
}

/** Made at the first start, in a folder that is the user's alone. */
export const openInstallation = (folder: string, random: Random): Installation => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const privateKey = openKey(join(folder, 'installation-key.pem'))
  const phraseFile = join(folder, phraseName)
  let phrase = readOrWrite(phraseFile, () => newPhrase(random)).trim()
  return {
    publicKey: new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
    sign: (content) => new Uint8Array(sign('sha256', content, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    phrase: () => {
      // The person may change it while the client runs; a file that is gone changes nothing.
      if (existsSync(phraseFile)) phrase = readFileSync(phraseFile, 'utf8').trim()
      return phrase
    },
  }
}

/** `main.ts phrase 'new words'`: from the next page on. */
export const changePhrase = (folder: string, phrase: string): void => {
  const trimmed = phrase.normalize('NFC').trim()
  if (trimmed.length < 4 || trimmed.length > 60 || /\p{C}/u.test(trimmed))
    throw new AppError('internal.configuration', { detail: { setting: 'phrase', reason: '4 to 60 characters, one line' } })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, phraseName), `${trimmed}\n`, { mode: 0o600 })
}

const phraseName = 'phrase.txt'

const openKey = (path: string): KeyObject =>
  createPrivateKey(
    readOrWrite(
      path,
      () =>
        generateKeyPairSync('ec', {
          namedCurve: 'P-256',
          publicKeyEncoding: { type: 'spki', format: 'der' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        }).privateKey,
    ),
  )

/** Never replaces what is there: two first starts at once agree on one file. */
const readOrWrite = (path: string, make: () => string): string => {
  try {
    writeFileSync(path, make(), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8')
}

/** Two pictures and a number, about 21 bits: not a secret key, but nothing that a foreign page guesses. */
const newPhrase = (random: Random): string => {
  const pick = (): (typeof phraseWords)[number] => phraseWords[randomBelow(random, phraseWords.length)] ?? phraseWords[0]
  const [first, second] = [pick(), pick()]
  return `${first.zh}${second.zh} ${first.en} ${second.en} ${100 + randomBelow(random, 900)}`
}
