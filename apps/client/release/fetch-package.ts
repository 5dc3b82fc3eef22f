/** Packages of the registry as folders: the installed one where it is the locked version, else fetched and checked. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface PackageStore {
  /** Folder with the unpacked package. Throws when what came is not what is pinned. */
  readonly folderOf: (name: string, version: string, integrity?: string) => string
  readonly lockedVersion: (name: string) => string
}

interface Lock {
  readonly packages: Readonly<Record<string, LockLine>>
}

interface LockLine {
  readonly version: string
  readonly integrity?: string
}

export const packageStore = (root: string, cache: string, npm: string | null): PackageStore => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const lineOf = (name: string): LockLine | undefined => packages[`node_modules/${name}`]
  return {
    lockedVersion: (name) => lineOf(name)?.version ?? stop(`${name} stands in no line of package-lock.json`),
    folderOf: (name, version, integrity) => {
      const line = lineOf(name)
      const installed = join(root, 'node_modules', name)
      // npm checked it against the lock file when it came.
      if (line?.version === version && versionIn(installed) === version) return installed
      const pinned = integrity ?? (line?.version === version ? line.integrity : undefined)
      if (pinned === undefined) return stop(`no digest is pinned for ${name} ${version}`)
      return fetched(cache, npm, name, version, pinned)
    },
  }
}

const fetched = (cache: string, npm: string | null, name: string, version: string, integrity: string): string => {
  mkdirSync(cache, { recursive: true })
  const plain = `${name.replace('@', '').replace('/', '-')}-${version}`
  const tarball = join(cache, `${plain}.tgz`)
  if (!existsSync(tarball)) {
    const [command, ...before] = npm === null ? ['npm'] : [process.execPath, npm]
    const args = [...before, 'pack', `${name}@${version}`, '--pack-destination', cache, '--loglevel=error']
    execFileSync(command, args, { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  if (integrityOf(tarball) !== integrity) {
    rmSync(tarball)
    stop(`${name} ${version} from the registry has another digest than the pinned one; it was thrown away`)
  }
  // Unpacked anew each time: what is packed is what was just checked.
  const folder = join(cache, plain)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'])
  return folder
}

const integrityOf = (path: string): string => `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`

const versionIn = (folder: string): string | undefined => {
  const path = join(folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: string }).version : undefined
}

const stop = (message: string): never => {
  throw new Error(message)
}
