import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { keyAlgorithms } from '@certhall/contract/certificate/vocabulary'
import * as z from 'zod'

const enrolment = z.strictObject({
  tokenId: z.string(),
  keyId: z.string(),
  enrolId: z.string(),
  origin: z.string(),
  algorithm: z.enum(keyAlgorithms),
  /** base64; null until the request is made. */
  csr: z.string().nullable(),
  spkiSha256: z.string().nullable(),
  facts: z.strictObject({ isGeneratedInToken: z.boolean(), isSensitive: z.boolean(), isNeverExtractable: z.boolean() }).nullable(),
  begunMs: z.int(),
  isInstalled: z.boolean(),
})
export type Enrolment = z.infer<typeof enrolment>

/** What this client began, so that an interrupted enrolment goes on and a forgotten one can be cleared away. */
export interface EnrolmentFile {
  readonly find: (tokenId: string, keyId: string) => Enrolment | undefined
  readonly ofToken: (tokenId: string) => readonly Enrolment[]
  readonly put: (enrolment: Enrolment) => void
  readonly markInstalled: (tokenId: string, keyId: string) => void
  readonly forget: (tokenId: string, keyId: string) => void
}

/** On disk before the answer: written whole, synced, renamed. A damaged file is begun anew; keys are found by their name. */
export const openEnrolmentFile = (path: string, onDamage: (error: unknown) => void): EnrolmentFile => {
  let all = readAll(path, onDamage)
  const isSame = (tokenId: string, keyId: string) => (each: Enrolment) => each.tokenId === tokenId && each.keyId === keyId
  const write = (next: readonly Enrolment[]): void => {
    all = next.slice(-mostEnrolments)
    writeWhole(path, JSON.stringify({ format: 'certhall.client-enrolments.v1', enrolments: all }))
  }
  const find = (tokenId: string, keyId: string): Enrolment | undefined => all.find(isSame(tokenId, keyId))
  const others = (tokenId: string, keyId: string): readonly Enrolment[] => all.filter((each) => !isSame(tokenId, keyId)(each))
  return {
    find,
    ofToken: (tokenId) => all.filter((each) => each.tokenId === tokenId),
    put: (each) => write([...others(each.tokenId, each.keyId), each]),
    markInstalled: (tokenId, keyId) => {
      const known = find(tokenId, keyId)
      if (known !== undefined) write([...others(tokenId, keyId), { ...known, isInstalled: true }])
    },
    forget: (tokenId, keyId) => write(others(tokenId, keyId)),
  }
}

const mostEnrolments = 500

const file = z.strictObject({ format: z.literal('certhall.client-enrolments.v1'), enrolments: z.array(enrolment) })

const readAll = (path: string, onDamage: (error: unknown) => void): readonly Enrolment[] => {
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8'))).enrolments
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onDamage(error)
    return []
  }
}

const writeWhole = (path: string, text: string): void => {
  const descriptor = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${path}.new`, path)
}
