import * as z from 'zod'

/** Systems that the client is made for; the release step names what it built. */
export const clientSystems = ['windows-x64', 'windows-arm64', 'macos-arm64', 'macos-x64', 'linux-x64', 'linux-arm64'] as const
export type ClientSystem = (typeof clientSystems)[number]

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

const clientFile = z.object({
  /** A plain name: it becomes a path here and a file on the visitor's disk. */
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]{0,120}$/),
  kind: z.literal('client'),
  system: z.enum(clientSystems),
  version: z.string().max(40),
  size: z.int().min(1),
  sha256: hex64,
  sm3: hex64,
})
export type ClientFile = z.infer<typeof clientFile>

/** `manifest.json` beside the built files, written by the release step. Files of a kind or system that is not known here are left out. */
export const releaseManifest = z.object({ format: z.literal('certhall.release.v1'), files: z.array(z.unknown()).max(200) })
export const releaseFile = clientFile

/** Where the driver of a UKEY model comes from. Vendors' files are not ours to hand out. */
export const driverSources = ['included', 'system', 'vendor', 'servicePoint'] as const

export const driverView = z.strictObject({
  modelId: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  vendor: z.string(),
  source: z.enum(driverSources),
  /** The vendor's own page, when the operator names one. */
  sourceUrl: z.string().nullable(),
  /** Name of the system's package that holds it. */
  packageName: z.string().nullable(),
  systems: z.array(z.string()),
  /** Tried by us with this client; else only described by its vendor. */
  isTested: z.boolean(),
  isSoftware: z.boolean(),
  /** What to know before using one; may be empty. */
  noteZh: z.string(),
  noteEn: z.string(),
})
export type DriverView = z.infer<typeof driverView>

/** GET /downloads */
export const downloadsView = z.strictObject({
  /** Every digest was computed anew from the file that is served. */
  clients: z.array(z.strictObject({ ...clientFile.omit({ kind: true }).shape, url: z.string() })),
  /** Not built here, or not what the manifest says. */
  missing: z.array(z.enum(clientSystems)),
  /** What an operator runs to build them. */
  buildCommand: z.string(),
  drivers: z.array(driverView),
})
export type DownloadsView = z.infer<typeof downloadsView>
