import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, type Decision, allowed, orThrow, refused } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import { sha256Hex } from '../digest.ts'
import type { IntakeDeps, IntakeTransaction } from './intake.ts'
import { type DraftKey, loadOpenDraft } from './open-draft.ts'
import { mayOpen } from './policy.ts'
import { documentKindOf, type Application, type Owner, type Paper } from './ports.ts'
import { checkText } from './text-rules.ts'

export const documentsPerApplication = 12
export const documentSizeLimit = 10 * 1024 * 1024

export interface Upload {
  readonly kind: DocumentKind
  readonly fileName: string
  readonly content: Uint8Array
}

/** A paper of a draft; what it is, its first bytes say and not its name. */
export const addDraftDocument =
  (deps: IntakeDeps) =>
  async (key: DraftKey, upload: Upload, actor: Actor): Promise<Paper> => {
    const mediaType = orThrow(mediaTypeOf(upload.content))
    return deps.transaction(async (tx) => {
      const draft = await loadOpenDraft(tx, key, deps.clock.nowMs())
      return store(deps, tx, { draftId: draft.draftId }, upload, mediaType, actor)
    })
  }

export const removeDraftDocument =
  (deps: IntakeDeps) =>
  async (key: DraftKey, documentId: string, actor: Actor): Promise<void> =>
    deps.transaction(async (tx) => {
      const draft = await loadOpenDraft(tx, key, deps.clock.nowMs())
      if (!(await tx.documents.replace({ draftId: draft.draftId }, documentId, deps.clock.nowMs())))
        throw new AppError<ErrorCode>('missing.document')
      await tx.audit.append({ type: 'document.removed', actor, detail: { draftNo: draft.draftNo, documentId } })
    })

export interface ApplicationKey {
  readonly applicationNo: string
  readonly ownApplications: readonly string[]
}

/** A paper that was returned; the earlier one of its kind stays in view until the correction is submitted. */
export const addApplicationDocument =
  (deps: IntakeDeps) =>
  async (key: ApplicationKey, upload: Upload, actor: Actor): Promise<Paper> => {
    const mediaType = orThrow(mediaTypeOf(upload.content))
    return deps.transaction(async (tx) => {
      const application = await loadOwnApplication(tx, key)
      if (application.state !== 'returned') throw new AppError<ErrorCode>('state.application', { detail: { state: application.state } })
      if (!returnedKinds(application).includes(upload.kind))
        throw new AppError<ErrorCode>('state.not-returned', { detail: { item: `document.${upload.kind}` } })
      return store(deps, tx, { applicationNo: application.applicationNo }, upload, mediaType, actor)
    })
  }

/** Only what was uploaded for this correction can be taken back; earlier papers are evidence. */
export const removeApplicationDocument =
  (deps: IntakeDeps) =>
  async (key: ApplicationKey, documentId: string, actor: Actor): Promise<void> =>
    deps.transaction(async (tx) => {
      const application = await loadOwnApplication(tx, key)
      if (application.state !== 'returned') throw new AppError<ErrorCode>('state.application', { detail: { state: application.state } })
      const owner = { applicationNo: application.applicationNo }
      const paper = (await tx.documents.list(owner)).find(
        (each) => each.documentId === documentId && each.uploadedAtMs >= application.changedAtMs,
      )
      if (paper === undefined || !(await tx.documents.replace(owner, documentId, deps.clock.nowMs())))
        throw new AppError<ErrorCode>('missing.document')
      await tx.audit.append({ type: 'document.removed', actor, applicationNo: key.applicationNo, detail: { kind: paper.kind, documentId } })
    })

export interface StoredPaper {
  readonly paper: Paper
  readonly content: Uint8Array
}

/** The applicant's own paper back, from a draft or an application of this session. */
export const readDocument =
  (deps: IntakeDeps) =>
  async (key: DraftKey | ApplicationKey, documentId: string): Promise<StoredPaper> =>
    deps.transaction(async (tx) => {
      const owner: Owner =
        'draftId' in key
          ? { draftId: (await loadOpenDraft(tx, key, deps.clock.nowMs())).draftId }
          : { applicationNo: (await loadOwnApplication(tx, key)).applicationNo }
      const found = await tx.documents.content(owner, documentId)
      if (found === undefined) throw new AppError<ErrorCode>('missing.document')
      return found
    })

export const loadOwnApplication = async (tx: Pick<IntakeTransaction, 'applications'>, key: ApplicationKey): Promise<Application> => {
  orThrow(mayOpen(key.ownApplications, key.applicationNo, 'missing.application'))
  const application = await tx.applications.lock(key.applicationNo)
  if (application === undefined) throw new AppError<ErrorCode>('missing.application')
  return application
}

export const returnedKinds = (application: Application): readonly DocumentKind[] =>
  application.returnedItems.flatMap(({ item }) => {
    const kind = documentKindOf(item)
    return kind === null ? [] : [kind]
  })

const store = async (
  deps: IntakeDeps,
  tx: IntakeTransaction,
  owner: Owner,
  upload: Upload,
  mediaType: Paper['mediaType'],
  actor: Actor,
): Promise<Paper> => {
  const uploadedAtMs = deps.clock.nowMs()
  if ((await tx.documents.list(owner)).length >= documentsPerApplication)
    throw new AppError<ErrorCode>('limit.documents', { detail: { limit: documentsPerApplication } })
  const paper: Paper = {
    documentId: deps.random.uuid(),
    kind: upload.kind,
    fileName: safeFileName(upload.fileName, upload.kind),
    mediaType,
    sizeBytes: upload.content.length,
    sha256: sha256Hex(upload.content),
    uploadedAt: new Date(uploadedAtMs).toISOString(),
    uploadedAtMs,
  }
  await tx.documents.add(owner, paper, upload.content)
  await tx.audit.append({
    type: 'document.uploaded',
    actor,
    ...('applicationNo' in owner ? { applicationNo: owner.applicationNo } : {}),
    detail: { kind: upload.kind, sizeBytes: paper.sizeBytes, sha256: paper.sha256 },
  })
  return paper
}

/** PDF (ISO 32000), JPEG and PNG by their first bytes; the size is checked again here whatever read the upload. */
export const mediaTypeOf = (content: Uint8Array): Decision<Paper['mediaType'], ErrorCode> => {
  if (content.length > documentSizeLimit) return refused('input.file-size', { detail: { limitBytes: documentSizeLimit } })
  const found = signatures.find(({ bytes }) => bytes.every((byte, index) => content[index] === byte))
  return found === undefined ? refused('input.file-type') : allowed(found.mediaType)
}

const signatures: readonly { readonly mediaType: Paper['mediaType']; readonly bytes: readonly number[] }[] = [
  { mediaType: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
]

/** A name to recognise the file by; it never becomes a path. */
const safeFileName = (typed: string, kind: DocumentKind): string => {
  const last = typed.split(/[\\/]/).at(-1) ?? ''
  const text = checkText([...last].slice(0, 120).join(''), 120)
  return text.ok ? text.value : kind
}
