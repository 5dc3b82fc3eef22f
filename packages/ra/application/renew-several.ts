import type { CertificateKey } from '@certhall/contract/application/follow-up'
import { isErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { createHash } from 'node:crypto'
import type { Actor } from '../actor.ts'
import type { HolderAccess } from '../holder/access.ts'
import type { DraftKey } from './open-draft.ts'
import type { FollowUpWish } from './open-follow-up.ts'
import type { Submission } from './submit-application.ts'

export interface RenewSeveralDeps {
  readonly open: (
    access: HolderAccess,
    key: CertificateKey,
    wish: FollowUpWish,
    ownDrafts: readonly string[],
  ) => Promise<{ readonly draftId: string }>
  readonly submit: (key: DraftKey, submission: Submission, actor: Actor) => Promise<{ readonly applicationNo: string }>
}

export interface SeveralRenewals {
  readonly certificates: readonly CertificateKey[]
  readonly submission: Omit<Submission, 'version'>
}

export interface RenewalResult extends CertificateKey {
  readonly applicationNo: string | null
  readonly draftId: string | null
  readonly code: string | null
}

/**
 * Several certificates that are about to expire, in one go: each is an application of its own in a transaction of its
 * own, so that one refusal keeps nothing else from being renewed. Asked again with the same key, each answers the same.
 */
export const renewSeveral =
  (deps: RenewSeveralDeps) =>
  async (access: HolderAccess, wish: SeveralRenewals, ownDrafts: readonly string[], actor: Actor): Promise<readonly RenewalResult[]> => {
    const results: RenewalResult[] = []
    for (const key of wish.certificates) results.push(await renewOne(deps, access, key, wish, ownDrafts, actor))
    return results
  }

const renewOne = async (
  { open, submit }: RenewSeveralDeps,
  access: HolderAccess,
  key: CertificateKey,
  { submission }: SeveralRenewals,
  ownDrafts: readonly string[],
  actor: Actor,
): Promise<RenewalResult> => {
  try {
    const { draftId } = await open(access, key, { type: 'renew', reason: 'expiring', remark: '' }, ownDrafts)
    // A draft that was just opened, or found again untouched, is at its first version.
    const { applicationNo } = await submit(
      { draftId, ownDrafts: [...ownDrafts, draftId] },
      { ...submission, version: 1, idempotencyKey: keyFor(submission.idempotencyKey, key) },
      actor,
    )
    return { ...key, applicationNo, draftId, code: null }
  } catch (error) {
    if (!(error instanceof AppError) || !isErrorCode(error.code)) throw error
    return { ...key, applicationNo: null, draftId: null, code: error.code }
  }
}

/** One key came for all; each application needs its own, the same at every repeat. A UUID in form (RFC 9562 version 8). */
const keyFor = (idempotencyKey: string, { authorityId, serialNumber }: CertificateKey): string => {
  const hex = createHash('sha256').update(`${idempotencyKey}/${authorityId}/${serialNumber}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
