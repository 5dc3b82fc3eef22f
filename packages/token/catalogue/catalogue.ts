/**
 * Models of tokens that we know, as signed data: which library drives them on which system, how they are recognised,
 * where they leave the standard. The signature is checked over the octets before anything is read from them.
 */
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { fromBase64, fromUtf8 } from '@certhall/kernel/bytes'
import { algorithmNames } from '@certhall/pki/algorithm'
import * as z from 'zod'
import { tokenQuirks } from '../quirks.ts'
import { catalogueKeys } from './catalogue-keys.ts'

export const systemNames = Object.freeze([
  'linux-x64',
  'linux-arm64',
  'linux-loong64',
  'windows-x64',
  'windows-ia32',
  'windows-arm64',
  'macos-x64',
  'macos-arm64',
] as const)
export type SystemName = (typeof systemNames)[number]

/** `*` stands for any text; case does not count. */
const pattern = z.string().min(1).max(64)
const hex = (octets: number) =>
  z
    .string()
    .regex(/^(?:[0-9a-f]{2})+$/)
    .max(octets * 2)
const atr = z.strictObject({ value: hex(33), mask: hex(33) }).refine(({ value, mask }) => value.length === mask.length)

const match = z.strictObject({
  atr: z.array(atr).max(20),
  pkcs11: z.array(z.strictObject({ manufacturer: pattern, model: pattern })).max(20),
  skf: z.array(z.strictObject({ manufacturer: pattern, label: pattern })).max(20),
  usb: z.array(z.strictObject({ vendor: z.string().regex(/^[0-9a-f]{4}$/), product: z.string().regex(/^[0-9a-f]{4}$/) })).max(20),
})

const library = z.strictObject({
  systems: z.array(z.enum(systemNames)).min(1),
  /** Absolute; the first of a model that is there is taken. */
  path: z.string().regex(/^(?:\/|[A-Z]:\\)[^\0*?"<>|]{3,200}$/),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** SKF: octets of ULONG, where it is known. */
  ulongOctets: z.union([z.literal(4), z.literal(8)]).optional(),
})

const evidence = z.discriminatedUnion('kind', [
  /** By this project's own suite; `by` says against what. */
  z.strictObject({ kind: z.literal('tested'), by: z.string().min(1).max(300) }),
  /** Only read: nobody here has held one. */
  z.strictObject({ kind: z.literal('described'), source: z.string().min(1).max(300) }),
])

const modelEntry = z.strictObject({
  modelId: z.string().regex(/^[a-z0-9-]{1,60}$/),
  nameZh: z.string().min(1).max(120),
  nameEn: z.string().min(1).max(120),
  vendor: z.string().min(1).max(120),
  kind: z.enum(['soft', 'pkcs11', 'skf']),
  match,
  libraries: z.array(library).max(20),
  quirks: tokenQuirks,
  algorithms: z.array(z.enum(algorithmNames)).min(1),
  evidence,
  /** What a person should know before buying or using one. */
  noteZh: z.string().max(300).optional(),
  noteEn: z.string().max(300).optional(),
})
export type ModelEntry = z.infer<typeof modelEntry>

const catalogue = z
  .strictObject({ format: z.literal('certhall.token-catalogue.v1'), version: z.int().min(1), models: z.array(modelEntry).max(200) })
  .refine(({ models }) => new Set(models.map(({ modelId }) => modelId)).size === models.length, 'modelId twice')
export type Catalogue = z.infer<typeof catalogue>

export interface SignedCatalogue {
  readonly octets: Uint8Array
  /** Ed25519 over the octets, base64. */
  readonly signature: string
}

export type CatalogueRefusal = 'catalogue-signature' | 'catalogue-malformed'

/** `publicKeys`: SPKI in base64. */
export const openCatalogue = (
  { octets, signature }: SignedCatalogue,
  publicKeys: readonly string[] = catalogueKeys.map(({ publicKey }) => publicKey),
): Decision<Catalogue, CatalogueRefusal> => {
  if (!publicKeys.some((publicKey) => isSignedBy(publicKey, octets, signature))) return refused('catalogue-signature')
  try {
    return allowed(catalogue.parse(JSON.parse(fromUtf8(octets))))
  } catch (cause) {
    return refused('catalogue-malformed', { cause })
  }
}

/** The catalogue that came with this program; `path` where it is packed elsewhere. Its signature lies beside it. */
export const shippedCatalogue = (path: string = fileURLToPath(new URL('catalogue.json', import.meta.url))): SignedCatalogue => ({
  octets: readFileSync(path),
  signature: readFileSync(`${path}.sig`, 'utf8').trim(),
})

/** This machine in the catalogue's words; undefined for one it has no word for. */
export const systemNameOf = (platform: string, arch: string): SystemName | undefined => {
  const system = { linux: 'linux', win32: 'windows', darwin: 'macos' }[platform]
  return systemNames.find((name) => name === `${system}-${arch}`)
}

const isSignedBy = (publicKey: string, octets: Uint8Array, signature: string): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(fromBase64(publicKey)), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, octets, key, fromBase64(signature))
  } catch {
    return false
  }
}
