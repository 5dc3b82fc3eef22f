import { readFileSync } from 'node:fs'
import { type DriverView, driverSources } from '@certhall/contract/download-centre/api'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import * as z from 'zod'

/** What the catalogue of UKEY models says of one; its library paths are the client's business, not the visitor's. */
export interface CatalogueModel {
  readonly modelId: string
  readonly nameZh: string
  readonly nameEn: string
  readonly vendor: string
  readonly kind: string
  readonly libraries: readonly { readonly systems: readonly string[] }[]
  readonly evidence: { readonly kind: 'tested' | 'described' }
  readonly noteZh?: string | undefined
  readonly noteEn?: string | undefined
}

const driverSourcesFile = z.record(
  z.string(),
  z.strictObject({ source: z.enum(driverSources), package: z.string().max(60).optional(), url: z.url({ protocol: /^https$/ }).optional() }),
)
export type DriverSources = z.infer<typeof driverSourcesFile>

/** The operator's file: where the people of this hall get the driver of a model. */
export const readDriverSources = (path: string): DriverSources => {
  try {
    return driverSourcesFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'malformed-file', at: path }, cause })
  }
}

/** A model that the operator says nothing about comes from whoever handed the UKEY out. */
export const driverViews = (models: readonly CatalogueModel[], sources: DriverSources): readonly DriverView[] =>
  models.map(({ modelId, nameZh, nameEn, vendor, kind, libraries, evidence, noteZh, noteEn }) => {
    const origin = sources[modelId]
    return {
      modelId,
      nameZh,
      nameEn,
      vendor,
      source: origin?.source ?? 'servicePoint',
      sourceUrl: origin?.url ?? null,
      packageName: origin?.package ?? null,
      systems: [...new Set(libraries.flatMap(({ systems }) => systems))].toSorted(),
      isTested: evidence.kind === 'tested',
      isSoftware: kind === 'soft' || modelId.startsWith('softhsm'),
      noteZh: noteZh ?? '',
      noteEn: noteEn ?? '',
    }
  })
