import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyFiles } from '@certhall/ca/key/make-authority'
import { sealedKey } from '@certhall/ca/key/sealed-key'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

/** Sealed keys in `ca/` of the data directory: one JSON file each, readable by its owner alone, never replaced. */
export const keyFiles = (dataDirectory: string): KeyFiles => {
  const directory = join(dataDirectory, 'ca')
  const pathOf = (authorityId: string): string => join(directory, `${authorityId}.sealed.json`)
  return {
    read: (authorityId) => {
      const path = pathOf(authorityId)
      if (!existsSync(path)) return undefined
      const parsed = sealedKey.safeParse(JSON.parse(readFileSync(path, 'utf8')))
      if (parsed.success && parsed.data.authorityId === authorityId) return parsed.data
      throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId, reason: 'file' } })
    },
    write: (sealed) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      writeOnce(pathOf(sealed.authorityId), `${JSON.stringify(sealed, null, 2)}\n`)
    },
  }
}

/** On disk as a whole or not at all, and never over what is there. */
export const writeOnce = (path: string, text: string): void => {
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  const descriptor = openSync(draft, 'wx', 0o600)
  writeSync(descriptor, text)
  fsyncSync(descriptor)
  closeSync(descriptor)
  linkSync(draft, path)
  rmSync(draft)
}
