import { organizationKinds } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import { AppError } from '@certhall/kernel/app-error'
import * as z from 'zod'
import type { Actor } from '../actor.ts'
import type { BaseTransaction, TransactionOf } from '../ports.ts'
import type { RegistryEntry, RegistryRepository } from './ports.ts'

const registryFile = z.strictObject({
  source: z.string().min(1).max(60),
  asOf: z.iso.datetime(),
  entries: z.array(
    z.strictObject({
      uscc: z.string(),
      name: z.string().min(1).max(200),
      kind: z.enum(organizationKinds).nullable().default(null),
      legalRepresentative: z.string().max(100).nullable().default(null),
      address: z.string().max(300).nullable().default(null),
    }),
  ),
})

export interface ImportRegistryDeps {
  readonly transaction: TransactionOf<BaseTransaction & { readonly registry: RegistryRepository }>
}

/** All entries or none: one wrong code refuses the file and names the line. Gives how many were imported. */
export const importRegistry =
  ({ transaction }: ImportRegistryDeps) =>
  async (value: unknown, actor: Actor, only: 'always' | 'whenEmpty' = 'always'): Promise<number> => {
    const entries = parseRegistry(value)
    return transaction(async ({ registry, audit }) => {
      if (only === 'whenEmpty' && (await registry.count()) > 0) return 0
      await registry.keep(entries)
      await audit.append({ type: 'registry.imported', actor, detail: { source: entries[0]?.source ?? '', count: entries.length } })
      return entries.length
    })
  }

export const parseRegistry = (value: unknown): readonly RegistryEntry[] => {
  const parsed = registryFile.safeParse(value)
  if (!parsed.success)
    throw new AppError<ErrorCode>('input.malformed', {
      issues: parsed.error.issues.slice(0, 20).map((issue) => ({ field: issue.path.join('.'), code: 'input.malformed' })),
    })
  const { source, asOf, entries } = parsed.data
  return entries.map((entry, index) => {
    const code = parseOrganizationCode(entry.uscc)
    if (!code.ok) throw new AppError<ErrorCode>(code.code, { issues: [{ field: `entries.${index}.uscc`, code: code.code }] })
    return {
      orgCode: code.value.orgCode,
      uscc: code.value.uscc,
      name: entry.name,
      kind: entry.kind,
      legalRepresentative: entry.legalRepresentative,
      address: entry.address,
      source,
      asOfMs: Date.parse(asOf),
    }
  })
}
