/** Limits of the JavaScript that travels before a view works, in bytes as sent with Brotli (design, numbers to design for). */
export interface View {
  readonly name: string
  /** Keys of the manifest whose scripts, with all they import statically, the view needs. */
  readonly entries: readonly string[]
  /** Folder whose own lazy parts count too: the limit holds for the whole room, whatever its owner splits. */
  readonly room?: string
  readonly limitBytes: number
}

export interface ManifestChunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

export type Manifest = Readonly<Record<string, ManifestChunk>>

export interface ViewSize {
  readonly name: string
  readonly bytes: number
  readonly limitBytes: number
  readonly missing: readonly string[]
}

const room = (name: string, folder: string, limitBytes: number): View => ({
  name,
  entries: ['index.html', `${folder}/routes.tsx`, `messages/zh/${folder}.ts`],
  room: `${folder}/`,
  limitBytes,
})

export const views: readonly View[] = [
  { name: 'first view', entries: ['index.html'], limitBytes: 130_000 },
  room('wizard', 'application', 240_000),
  room('download', 'download', 240_000),
  room('manage', 'certificate', 240_000),
  room('desk', 'desk', 450_000),
]

export const measureViews = (manifest: Manifest, sentBytes: (file: string) => number): readonly ViewSize[] =>
  views.map(({ name, entries, room, limitBytes }) => {
    const files = new Set<string>()
    const missing = entries.filter((entry) => manifest[entry] === undefined)
    for (const entry of entries) collect(manifest, entry, room, files)
    const bytes = [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + sentBytes(file), 0)
    return { name, bytes, limitBytes, missing }
  })

/** Sentences about what is too heavy or cannot be found; empty when the gate is open. */
export const gateFaults = (sizes: readonly ViewSize[]): readonly string[] =>
  sizes.flatMap(({ name, bytes, limitBytes, missing }) => [
    ...missing.map((entry) => `${name}: ${entry} is not in the build`),
    ...(bytes > limitBytes ? [`${name}: ${bytes} bytes of JavaScript as sent, limit ${limitBytes}`] : []),
  ])

const collect = (manifest: Manifest, key: string, room: string | undefined, files: Set<string>): void => {
  const chunk = manifest[key]
  if (chunk === undefined || files.has(chunk.file)) return
  files.add(chunk.file)
  const lazyParts = room === undefined ? [] : (chunk.dynamicImports ?? []).filter((lazy) => lazy.startsWith(room))
  for (const imported of [...(chunk.imports ?? []), ...lazyParts]) collect(manifest, imported, room, files)
}
