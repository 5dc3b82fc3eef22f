import type { CertificateType, Medium } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { projectView, type ProjectView } from '@certhall/contract/hall/hall'
import { allowed, AppError, type Decision, refused } from '@certhall/kernel/app-error'
import { algorithmOf, isWebAlgorithm } from '@certhall/pki/algorithm'
import * as z from 'zod'

/** An application project (应用项目): what may be asked for under it. The view is the whole definition; nothing in it is secret. */
export interface Project {
  readonly definition: ProjectView
  readonly position: number
  readonly closedAtMs: number | null
}

const projectId = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

/** One definition from a file: unknown keys and impossible combinations are refused before anything is stored. */
export const parseProject = (value: unknown): ProjectView => {
  const parsed = projectView.extend({ projectId }).safeParse(value)
  if (!parsed.success) throw wrong('malformed-project', parsed.error.issues[0]?.path.join('.') ?? '')
  const project = parsed.data
  if (project.media.length === 0) throw wrong('project-without-media', project.projectId)
  const types = project.certificateTypes.map((offer) => offer.certificateType)
  if (new Set(types).size !== types.length) throw wrong('certificate-type-twice', project.projectId)
  if (project.certificateTypes.some((offer) => offer.validityYears.some((years) => years < 1 || years > 10)))
    throw wrong('validity-out-of-range', project.projectId)
  if (project.passcodeLifeDays < 1 || project.passcodeLifeDays > 60) throw wrong('passcode-life-out-of-range', project.projectId)
  const isFileWithoutKey =
    project.media.includes('p12') && !project.certificateTypes.every((offer) => isWebAlgorithm(algorithmOf(offer.keyAlgorithm)))
  if (isFileWithoutKey) throw wrong('algorithm-not-for-p12', project.projectId)
  return project
}

export type CertificateOffer = ProjectView['certificateTypes'][number]

/** Whether the project offers this certificate on this medium, and under which profile. */
export const offerOf = (
  project: Project | undefined,
  certificateType: CertificateType,
  medium: Medium,
): Decision<CertificateOffer, ErrorCode> => {
  if (project === undefined) return refused('missing.project')
  if (project.closedAtMs !== null) return refused('policy.project-closed', { detail: { projectId: project.definition.projectId } })
  const offer = project.definition.certificateTypes.find((each) => each.certificateType === certificateType)
  if (offer === undefined) return refused('policy.project-closed', { detail: { projectId: project.definition.projectId, certificateType } })
  if (!project.definition.media.includes(medium)) return refused('policy.medium', { detail: { medium } })
  return allowed(offer)
}

const wrong = (reason: string, at: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { reason, at } })
