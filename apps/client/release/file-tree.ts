import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Everything below a folder, relative, with forward slashes, sorted by name. Folders come before what is in them. */
export const pathsBelow = (folder: string, prefix = ''): readonly string[] =>
  readdirSync(join(folder, prefix))
    .toSorted()
    .flatMap((name) => {
      const path = prefix === '' ? name : `${prefix}/${name}`
      return lstatSync(join(folder, path)).isDirectory() ? [path, ...pathsBelow(folder, path)] : [path]
    })

export const filesBelow = (folder: string): readonly string[] => pathsBelow(folder).filter((path) => lstatSync(join(folder, path)).isFile())
