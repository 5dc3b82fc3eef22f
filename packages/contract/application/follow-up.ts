import * as z from 'zod'
import type { RevocationReason } from '../certificate/vocabulary.ts'
import type { ApplicationType, DocumentKind } from './vocabulary.ts'

/** Applications on an existing certificate, the target (design §5.1). Every type but `new`. */
export const followUpTypes = ['renew', 'replace', 'change', 'unfreeze', 'revoke'] as const satisfies readonly ApplicationType[]
export type FollowUpType = (typeof followUpTypes)[number]

/** Reasons of all types; which belong to which stands in `followUpRules` (domain §2.3, §2.4). */
export const followUpReasons = [
  'expiring',
  'subjectChanged',
  'agentChanged',
  'contactChanged',
  'mediumChanged',
  'algorithmUpgrade',
  'keyCompromise',
  'mediumLost',
  'mediumDamaged',
  'pinLocked',
  'expired',
  'frozenByMistake',
  'mediumFound',
  'incidentResolved',
  'cessationOfOperation',
  'noLongerNeeded',
  'other',
] as const
export type FollowUpReason = (typeof followUpReasons)[number]

/**
 * When the target ends (design §5.2): `overlap` when the new one is confirmed and the project's overlap is over,
 * `confirmation` in the transaction that confirms the new one, `approval` when the application is approved (a new
 * certificate follows unless the type is revoke), `never` when no certificate is touched.
 */
export type TargetEnd = 'overlap' | 'confirmation' | 'approval' | 'never'

export interface FollowUpRule {
  readonly targetEnd: TargetEnd
  /** Loss and compromise: the target is frozen in the transaction of the submission. */
  readonly freezesAtOnce: boolean
  /** Written into CRL and OCSP when the target ends. */
  readonly revocationReason: RevocationReason
  /** Whether a PASSCODE and a new certificate follow the approval; if not, the approval completes the application. */
  readonly makesCertificate: boolean
  /** Parts of the application that may differ from the record; everything else must be as it was. */
  readonly mayChange: readonly ('organization' | 'agent' | 'contact' | 'medium' | 'certificate')[]
  /** Papers that this reason needs, where the holder has shown the certificate, and where only a code to the contact. */
  readonly papers: { readonly byCertificate: readonly DocumentKind[]; readonly byContact: readonly DocumentKind[] }
  /** Whether it can be asked for without the certificate. */
  readonly byContact: boolean
  /** `other` explains itself. */
  readonly needsRemark: boolean
}

const rule = (given: Partial<FollowUpRule>): FollowUpRule => ({
  targetEnd: 'confirmation',
  freezesAtOnce: false,
  revocationReason: 'superseded',
  makesCertificate: true,
  mayChange: [],
  papers: { byCertificate: [], byContact: ['applicationForm', 'agentId'] },
  byContact: false,
  needsRemark: false,
  ...given,
})

/** Type × reason → what follows; what is absent cannot be asked for. */
export const followUpRules: Readonly<Record<FollowUpType, Partial<Readonly<Record<FollowUpReason, FollowUpRule>>>>> = {
  renew: {
    expiring: rule({ targetEnd: 'overlap' }),
    subjectChanged: rule({
      mayChange: ['organization', 'agent', 'certificate'],
      revocationReason: 'affiliationChanged',
      papers: { byCertificate: ['applicationForm', 'changeProof'], byContact: [] },
    }),
    mediumChanged: rule({ mayChange: ['medium'], papers: { byCertificate: ['applicationForm'], byContact: [] } }),
    algorithmUpgrade: rule({}),
    keyCompromise: rule({
      targetEnd: 'approval',
      freezesAtOnce: true,
      revocationReason: 'keyCompromise',
      papers: { byCertificate: ['statement'], byContact: [] },
    }),
    other: rule({ needsRemark: true }),
  },
  replace: {
    mediumLost: rule({
      targetEnd: 'approval',
      freezesAtOnce: true,
      revocationReason: 'keyCompromise',
      mayChange: ['medium'],
      byContact: true,
    }),
    mediumDamaged: rule({ byContact: true, mayChange: ['medium'] }),
    pinLocked: rule({ byContact: true, papers: { byCertificate: [], byContact: ['applicationForm'] } }),
    expired: rule({ targetEnd: 'never', byContact: true, mayChange: ['medium'] }),
  },
  change: {
    subjectChanged: rule({
      mayChange: ['organization', 'agent', 'certificate'],
      revocationReason: 'affiliationChanged',
      papers: { byCertificate: ['applicationForm', 'changeProof'], byContact: [] },
    }),
    agentChanged: rule({
      targetEnd: 'never',
      makesCertificate: false,
      mayChange: ['agent'],
      papers: { byCertificate: ['authorizationLetter', 'agentId'], byContact: [] },
    }),
    contactChanged: rule({
      targetEnd: 'never',
      makesCertificate: false,
      mayChange: ['contact'],
      papers: { byCertificate: ['authorizationLetter'], byContact: [] },
    }),
  },
  unfreeze: {
    frozenByMistake: rule({ byContact: true, papers: { byCertificate: ['applicationForm'], byContact: ['applicationForm', 'agentId'] } }),
    mediumFound: rule({ byContact: true, papers: { byCertificate: ['applicationForm'], byContact: ['applicationForm', 'agentId'] } }),
    incidentResolved: rule({
      byContact: true,
      papers: { byCertificate: ['statement'], byContact: ['applicationForm', 'agentId', 'statement'] },
    }),
    other: rule({
      byContact: true,
      needsRemark: true,
      papers: { byCertificate: ['applicationForm'], byContact: ['applicationForm', 'agentId'] },
    }),
  },
  revoke: {
    keyCompromise: rule({
      targetEnd: 'approval',
      freezesAtOnce: true,
      revocationReason: 'keyCompromise',
      makesCertificate: false,
      byContact: true,
    }),
    mediumLost: rule({
      targetEnd: 'approval',
      freezesAtOnce: true,
      revocationReason: 'keyCompromise',
      makesCertificate: false,
      byContact: true,
    }),
    subjectChanged: rule({ targetEnd: 'approval', revocationReason: 'affiliationChanged', makesCertificate: false, byContact: true }),
    cessationOfOperation: rule({
      targetEnd: 'approval',
      revocationReason: 'cessationOfOperation',
      makesCertificate: false,
      byContact: true,
    }),
    noLongerNeeded: rule({ targetEnd: 'approval', revocationReason: 'cessationOfOperation', makesCertificate: false, byContact: true }),
    other: rule({ targetEnd: 'approval', revocationReason: 'unspecified', makesCertificate: false, byContact: true, needsRemark: true }),
  },
}

export const followUpRule = (type: FollowUpType, reason: FollowUpReason): FollowUpRule | undefined => followUpRules[type][reason]

/** Whether an application of this type and reason ends with a certificate; a new one always does. */
export const makesCertificate = (type: ApplicationType, reason: FollowUpReason | null): boolean =>
  type === 'new' || (reason !== null && followUpRule(type, reason)?.makesCertificate === true)

/** Design §5.2: an unfreeze takes the signed approval of two reviewers. */
export const approvalsNeeded = (type: ApplicationType): 1 | 2 => (type === 'unfreeze' ? 2 : 1)

/** A certificate as every message names it. */
export const certificateKey = z.strictObject({
  authorityId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  serialNumber: z.string().regex(/^[0-9a-f]{38}$/),
})
export type CertificateKey = z.infer<typeof certificateKey>

/** What an application is on; it stands in the snapshot that people sign. */
export const followUpTarget = z.strictObject({ target: certificateKey, reason: z.enum(followUpReasons) })
export type FollowUpTarget = z.infer<typeof followUpTarget>

/** As draft and application carry it. */
export interface FollowUp extends FollowUpTarget {
  readonly type: FollowUpType
  readonly remark: string
  /** How whoever asked has shown to be the holder; it decides which papers are needed. */
  readonly shownBy: 'certificate' | 'contact'
}

/** Freezing is an act of its own: nobody reviews it. */
export const freezeReasons = ['mediumLost', 'keyCompromise', 'suspicious', 'agentLeft', 'other'] as const
export type FreezeReason = (typeof freezeReasons)[number]

/** Renewal opens so many days before the end (domain §2.3). */
export const renewalOpensDays = 90
/** After the end a replacement is still possible for so many days, with full review. */
export const replaceableAfterEndDays = 90
/** Contact data may not change within so many hours before an unfreeze, nor until it is done (design §5.2). */
export const contactQuietHours = 24
