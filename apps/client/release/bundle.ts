/** Our own part of the package: the client and the driver host, one readable file each. */
import { join } from 'node:path'
import { rolldown } from 'rolldown'

export interface Bundle {
  readonly files: readonly { readonly name: string; readonly code: string }[]
  /** Folders of the packages of the registry that went in, for their licences. */
  readonly packages: readonly string[]
}

const entries = { client: 'apps/client/main.ts', 'driver-host': 'packages/token/host/host-main.ts' }

/** Optional native parts of `ws`: left out, or an unrelated copy elsewhere on the computer would be loaded. */
const leftOut = /^(?:bufferutil|utf-8-validate)$/

export const bundleClient = async (root: string): Promise<Bundle> => {
  const made = await Promise.all(Object.entries(entries).map(([name, entry]) => bundleOne(root, name, entry)))
  // Native code belongs to the driver host alone.
  const hasNativeCode = made.some(({ name, packages }) => name === 'client.mjs' && packages.some((each) => each.includes('koffi')))
  if (hasNativeCode) throw new Error('koffi is in the bundle of the client')
  return { files: made, packages: [...new Set(made.flatMap(({ packages }) => packages))].toSorted() }
}

const bundleOne = async (root: string, name: string, entry: string) => {
  const bundle = await rolldown({
    input: { [name]: entry },
    cwd: root,
    platform: 'node',
    // Its native half is packed as the registry gives it, in a node_modules of its own.
    external: [/^@koromix\//],
    transform: { target: 'node24' },
    plugins: [
      {
        name: 'left-out',
        resolveId: (id) => (leftOut.test(id) ? `\0${id}` : null),
        load: (id) => (id.startsWith('\0') && leftOut.test(id.slice(1)) ? `throw new Error('left out')` : null),
      },
    ],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`bundling ${entry}: ${log.message}`)
    },
  })
  const comments = { legal: true, annotation: false, jsdoc: false }
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false, entryFileNames: '[name].mjs', comments })
  await bundle.close()
  const [chunk, ...others] = output
  if (others.length > 0) throw new Error(`bundling ${entry} gave more than one file`)
  const folders = chunk.moduleIds.map((id) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1])
  return { name: chunk.fileName, code: chunk.code, packages: [...new Set(folders.filter((folder) => folder !== undefined))] }
}

export const cataloguePaths = (root: string): readonly string[] =>
  ['catalogue.json', 'catalogue.json.sig'].map((name) => join(root, 'packages/token/catalogue', name))
