/**
 * Who runs the embedded server. PostgreSQL refuses root, so root drops to an unprivileged account, which then owns the
 * cluster and the socket directory and nothing else. It enters both by descriptors opened beforehand, because it may
 * not walk the path when the data directory lies below a folder that only root may enter.
 */
import { chmodSync, chownSync, closeSync, constants, lstatSync, openSync, readFileSync } from 'node:fs'
import { platform, userInfo } from 'node:os'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'

export interface Account {
  readonly name: string
  /** Spread into spawn options; empty when nobody has to change identity. */
  readonly identity: { readonly uid?: number; readonly gid?: number }
  /** The system users that may connect as the superuser over the socket. */
  readonly superusers: readonly string[]
  /** Makes a directory of ours private to the account. */
  readonly own: (directory: string) => void
  /** Paths that the child may use when it inherits `descriptors` from number 3 on. */
  readonly enter: (directories: readonly string[]) => Entry
}

export interface Entry {
  readonly paths: readonly string[]
  readonly descriptors: readonly number[]
  readonly close: () => void
}

export const chooseAccount = (clusterDirectory: string): Account =>
  process.getuid?.() === 0 ? unprivilegedAccount(clusterDirectory) : sameAccount(clusterDirectory)

const sameAccount = (clusterDirectory: string): Account => {
  const uid = process.getuid?.()
  if (uid !== undefined && (lstatSync(clusterDirectory, { throwIfNoEntry: false })?.uid ?? uid) !== uid) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_DATA', reason: 'foreign-data-directory' } })
  }
  const name = userInfo().username
  return {
    name,
    identity: {},
    superusers: [name],
    own: (directory) => chmodSync(directory, 0o700),
    enter: (directories) => ({ paths: directories, descriptors: [], close: () => {} }),
  }
}

const unprivilegedAccount = (clusterDirectory: string): Account => {
  if (platform() !== 'linux') throw new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'root-not-supported' } })
  const { name, uid, gid } = unprivilegedUser(lstatSync(clusterDirectory, { throwIfNoEntry: false })?.uid ?? 0)
  return {
    name,
    identity: { uid, gid },
    superusers: ['root', name],
    own: (directory) => {
      chownSync(directory, uid, gid)
      chmodSync(directory, 0o700)
    },
    enter: enterByDescriptor,
  }
}

/** `/proc/self/fd/N` leads each process to its own descriptor without walking the path above it. */
const enterByDescriptor = (directories: readonly string[]): Entry => {
  const descriptors = directories.map((directory) => openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY))
  return {
    paths: descriptors.map((_descriptor, index) => `/proc/self/fd/${3 + index}`),
    descriptors,
    close: () => descriptors.forEach((descriptor) => closeSync(descriptor)),
  }
}

interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The owner of an existing cluster stays; else the first of the usual accounts. initdb asks for a name in passwd. */
const unprivilegedUser = (ownerUid: number): User => {
  const users = readUsers()
  const owner = ownerUid === 0 ? undefined : users.find((user) => user.uid === ownerUid)
  const user =
    owner ?? accountNames.map((name) => users.find((each) => each.name === name && each.uid !== 0)).find((each) => each !== undefined)
  if (user === undefined) throw new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'no-unprivileged-account' } })
  return user
}

const readUsers = (): User[] =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))

const accountNames: readonly string[] = ['certhall', 'postgres', 'nobody']
