/** Limits of the JavaScript that travels before a view works, in bytes as sent with Brotli (design, numbers to design for). */
export interface View {
  readonly name: string
  /** Keys of the manifest whose scripts, with all they import statically, the view needs. */
  readonly entries: readonly string[]
  readonly limitBytes: number
}

export interface ManifestChunk {
  readonly file: string
  readonly imports?: readonly string[]
}

export type Manifest = Readonly<Record<string, ManifestChunk>>

export interface ViewSize {
  readonly name: string
  readonly bytes: number
  readonly limitBytes: number
  readonly missing: readonly string[]
}

export const views: readonly View[] = [
  { name: 'first view', entries: ['index.html'], limitBytes: 130_000 },
  { name: 'wizard', entries: ['index.html', 'application/routes.tsx', 'messages/zh/application.ts'], limitBytes: 240_000 },
  { name: 'download', entries: ['index.html', 'download/routes.tsx', 'messages/zh/download.ts'], limitBytes: 240_000 },
  { name: 'desk', entries: ['index.html', 'desk/routes.tsx', 'messages/zh/desk.ts'], limitBytes: 450_000 },
]

export const measureViews = (manifest: Manifest, sentBytes: (file: string) => number): readonly ViewSize[] =>
  views.map(({ name, entries, limitBytes }) => {
    const files = new Set<string>()
    const missing = entries.filter((entry) => manifest[entry] === undefined)
    for (const entry of entries) collect(manifest, entry, files)
    const bytes = [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + sentBytes(file), 0)
    return { name, bytes, limitBytes, missing }
  })

/** Sentences about what is too heavy or cannot be found; empty when the gate is open. */
export const gateFaults = (sizes: readonly ViewSize[]): readonly string[] =>
  sizes.flatMap(({ name, bytes, limitBytes, missing }) => [
    ...missing.map((entry) => `${name}: ${entry} is not in the build`),
    ...(bytes > limitBytes ? [`${name}: ${bytes} bytes of JavaScript as sent, limit ${limitBytes}`] : []),
  ])

const collect = (manifest: Manifest, key: string, files: Set<string>): void => {
  const chunk = manifest[key]
  if (chunk === undefined || files.has(chunk.file)) return
  files.add(chunk.file)
  for (const imported of chunk.imports ?? []) collect(manifest, imported, files)
}
