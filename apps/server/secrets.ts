import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@certhall/kernel/bytes'
import type { Random } from '@certhall/kernel/random'

/**
 * Keys of the server that must not stand in the database, one file each below data/secrets, readable by its owner alone,
 * made at the first start. The link makes it atomic: two servers that start at once agree on one.
 */
export const secretKey = (dataDirectory: string, name: string, random: Random): Uint8Array => {
  const directory = join(dataDirectory, 'secrets')
  const path = join(directory, name)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const known = readKey(path)
  if (known !== undefined) return known
  const draft = `${path}.${toHex(random.bytes(6))}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, random.bytes(keyLength))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return secretKey(dataDirectory, name, random)
}

const keyLength = 32

const readKey = (path: string): Uint8Array | undefined => {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(readFileSync(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (bytes.length !== keyLength) throw new RangeError(`secret file has ${bytes.length} bytes instead of ${keyLength}`)
  return bytes
}
