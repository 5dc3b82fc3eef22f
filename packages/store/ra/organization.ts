import type { Organization, OrganizationRepository, RegistryRepository } from '@certhall/ra/organization/ports'
import type { OrganizationKind } from '@certhall/contract/application/vocabulary'
import type { Random } from '@certhall/kernel/random'
import type { Sealer } from '@certhall/ra/ports'
import type { Kysely } from 'kysely'
import type { RegistrationSchema } from './schema.ts'
import { openValue, sealValue } from './sealed-form.ts'

export const organizationRepository = (
  db: Kysely<RegistrationSchema>,
  { sealer, random }: { readonly sealer: Sealer; readonly random: Random },
): OrganizationRepository => ({
  one: async (orgCode) => {
    const row = await db.selectFrom('ra.organization').selectAll().where('org_code', '=', orgCode).executeTakeFirst()
    if (row === undefined) return undefined
    return {
      orgCode,
      uscc: row.uscc,
      form: openValue(sealer, contextOf(orgCode), row.form_sealed) as Organization['form'],
      changedAtMs: row.changed_at.getTime(),
      contactChangedAtMs: row.contact_changed_at?.getTime() ?? null,
    }
  },
  keep: async (organization) => {
    const { orgCode, uscc, form } = organization
    const values = {
      uscc,
      name: form.organization.name,
      city: form.organization.city,
      form_sealed: sealValue(sealer, contextOf(orgCode), form),
      changed_at: new Date(organization.changedAtMs),
      contact_changed_at: organization.contactChangedAtMs === null ? null : new Date(organization.contactChangedAtMs),
    }
    await db
      .insertInto('ra.organization')
      .values({ organization_id: random.uuid(), org_code: orgCode, ...values })
      .onConflict((conflict) => conflict.column('org_code').doUpdateSet(values))
      .execute()
  },
})

export const registryRepository = (db: Kysely<RegistrationSchema>): RegistryRepository => ({
  one: async (orgCode) => {
    const row = await db.selectFrom('ra.registry_entry').selectAll().where('org_code', '=', orgCode).executeTakeFirst()
    if (row === undefined) return undefined
    return {
      orgCode,
      uscc: row.uscc,
      name: row.name,
      kind: row.kind as OrganizationKind | null,
      legalRepresentative: row.legal_representative,
      address: row.address,
      source: row.source,
      asOfMs: row.as_of.getTime(),
    }
  },
  keep: async (entries) => {
    for (const entry of entries) {
      const values = {
        uscc: entry.uscc,
        name: entry.name,
        kind: entry.kind,
        legal_representative: entry.legalRepresentative,
        address: entry.address,
        source: entry.source,
        as_of: new Date(entry.asOfMs),
      }
      await db
        .insertInto('ra.registry_entry')
        .values({ org_code: entry.orgCode, ...values })
        .onConflict((conflict) => conflict.column('org_code').doUpdateSet(values))
        .execute()
    }
  },
  count: async () =>
    Number(
      (
        await db
          .selectFrom('ra.registry_entry')
          .select((select) => select.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    ),
})

const contextOf = (orgCode: string): string => `ra.organization:${orgCode}`
