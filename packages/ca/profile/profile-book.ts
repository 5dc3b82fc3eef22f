import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { algorithmOf, isWebAlgorithm } from '@certhall/pki/algorithm'
import { generationOf, newestOfLine, plannedAuthorityIds } from '../key/authority-plan.ts'
import type { AuthorityRecord } from '../ports.ts'
import { type Authority, readAuthority } from './authority.ts'
import { delegateRules, staffRules } from './house-rules.ts'
import { type CertificateRules, compileProfile, type Profile } from './profile.ts'
import type { ProfileDefinition } from './profile-file.ts'

export interface HolderRules extends CertificateRules, Pick<ProfileDefinition, 'nameZh' | 'nameEn' | 'certificateType' | 'media'> {}

/** All profiles of this signer, compiled once at start, each with the newest authority of its line. */
export interface ProfileBook {
  readonly authorities: ReadonlyMap<string, Authority>
  readonly holders: ReadonlyMap<string, Profile<HolderRules>>
  readonly staff: Profile
  /** By authority: those that issue end-entity certificates. */
  readonly delegates: ReadonlyMap<string, Profile>
}

/** Throws internal.configuration when definitions and authorities do not fit together. */
export const compileProfileBook = (
  definitions: readonly ProfileDefinition[],
  records: readonly AuthorityRecord[],
  publicUrl: string,
): ProfileBook => {
  const authorities = new Map(records.map((record) => [record.authorityId, readAuthority(record)]))
  refuseDoubles(definitions)
  for (const definition of definitions) refuseUnfit(definition, newestOfLine(authorities.values(), definition.authorityId))
  refuseIdle(definitions, authorities)
  const compiled = definitions.map((definition) => [definition.profileId, compileHolder(definition, authorities, publicUrl)] as const)
  const online = [...authorities.values()].filter((authority) => authority.role !== 'root')
  return {
    authorities,
    holders: new Map(compiled),
    staff: compileProfile(staffRules, need(authorities, staffRules.authorityId), publicUrl),
    delegates: new Map(online.map((authority) => [authority.authorityId, compileProfile(delegateRules(authority), authority, publicUrl)])),
  }
}

/** A house that was made before an authority was planned goes on without the profiles below it until that one is made. */
export const definitionsInReach = (
  definitions: readonly ProfileDefinition[],
  records: readonly AuthorityRecord[],
): readonly ProfileDefinition[] => {
  const made = new Set(records.map(({ authorityId }) => authorityId))
  return definitions.filter(({ authorityId }) => made.has(authorityId) || !plannedAuthorityIds.includes(authorityId))
}

const compileHolder = (
  definition: ProfileDefinition,
  authorities: ReadonlyMap<string, Authority>,
  publicUrl: string,
): Profile<HolderRules> => compileFor(need(authorities, definition.authorityId), definition, publicUrl)

/** A profile names a line; its certificates name the authority that issues them. */
const compileFor = (authority: Authority, definition: ProfileDefinition, publicUrl: string): Profile<HolderRules> =>
  compileProfile({ ...definition, authorityId: authority.authorityId, status: 'published' }, authority, publicUrl)

const need = (authorities: ReadonlyMap<string, Authority>, authorityId: string): Authority => {
  const authority = newestOfLine(authorities.values(), authorityId)
  if (authority === undefined) throw wrong('authority-missing', { authorityId })
  return authority
}

const refuseDoubles = (definitions: readonly ProfileDefinition[]): void => {
  const seen = new Set<string>()
  for (const { profileId } of definitions) {
    if (seen.has(profileId)) throw wrong('profile-twice', { profileId })
    seen.add(profileId)
  }
}

const refuseUnfit = (definition: ProfileDefinition, authority: Authority | undefined): void => {
  const { profileId, authorityId, keyAlgorithms, media, keyUsage, extendedKeyUsage, email, maximumValidityDays } = definition
  if (authority === undefined || authority.role !== 'issuing') throw wrong('profile-without-authority', { profileId, authorityId })
  const algorithms = keyAlgorithms.map((name) => algorithmOf(name))
  // Decision 0012: a chain is of one suite, and a key that no browser can make lies in no P12 file.
  if (algorithms.some(({ suite }) => suite !== authority.algorithm.suite)) throw wrong('suites-mixed', { profileId, authorityId })
  if (media.includes('p12') && !algorithms.every(isWebAlgorithm)) throw wrong('algorithm-not-for-p12', { profileId })
  // RFC 5480 §3: keys of elliptic curves do not encipher; RFC 3279 §2.3.1: RSA keys do not agree on keys.
  const types = new Set(algorithms.map(({ keyType }) => keyType))
  if (types.has('ec') && keyUsage.some((usage) => usage === 'keyEncipherment' || usage === 'dataEncipherment'))
    throw wrong('key-usage-of-curve', { profileId })
  if (types.has('rsa') && keyUsage.includes('keyAgreement')) throw wrong('key-usage-of-rsa', { profileId })
  // RFC 8550 §4.4.4: e-mail protection means something only beside an address.
  if (extendedKeyUsage.includes('emailProtection') !== (email === 'required')) throw wrong('email-protection-without-email', { profileId })
  const lifeDays = (authority.certificate.notAfterMs - authority.certificate.notBeforeMs) / 86_400_000
  if (maximumValidityDays > lifeDays) throw wrong('validity-beyond-authority', { profileId })
}

/** An issuing authority that no profile uses is a forgotten key; an older one of a line still answers for what it issued. */
const refuseIdle = (definitions: readonly ProfileDefinition[], authorities: ReadonlyMap<string, Authority>): void => {
  for (const { authorityId, role } of authorities.values()) {
    const { lineId } = generationOf(authorityId)
    const isUsed = definitions.some((definition) => definition.authorityId === lineId)
    if (role === 'issuing' && !isUsed) throw wrong('authority-without-profile', { authorityId })
  }
}

const wrong = (reason: string, detail: Readonly<Record<string, string>>): AppError =>
  new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_PROFILES_FILE', reason, ...detail } })
