import type { Selection } from '@certhall/contract/application/form'
import { type CertificateType, certificateTypes, type Medium, media } from '@certhall/contract/application/vocabulary'
import type { ProjectView } from '@certhall/contract/hall/hall'

/** AP-1 while it is being chosen. */
export interface PartialSelection {
  readonly certificateType: CertificateType | ''
  readonly projectId: string
  readonly medium: Medium | ''
}

export interface SelectionChoices {
  readonly certificateTypes: readonly CertificateType[]
  readonly projects: readonly ProjectView[]
  readonly media: readonly Medium[]
}

/** Only what can be had is offered: the type filters the projects, the project filters the media. */
export const choicesOf = (projects: readonly ProjectView[], { certificateType, projectId }: PartialSelection): SelectionChoices => {
  const offering = projects.filter((project) => certificateType === '' || offers(project, certificateType))
  const chosen = offering.find((project) => project.projectId === projectId)
  return {
    certificateTypes: certificateTypes.filter((type) => projects.some((project) => offers(project, type))),
    projects: offering,
    media: media.filter((medium) => (chosen === undefined ? offering : [chosen]).some((project) => project.media.includes(medium))),
  }
}

/** A choice that the others rule out is emptied; a single remaining one is made. */
export const settleSelection = (projects: readonly ProjectView[], wanted: PartialSelection): PartialSelection => {
  const types = choicesOf(projects, wanted).certificateTypes
  const certificateType = types.length === 1 ? (types[0] ?? '') : wanted.certificateType
  const offering = choicesOf(projects, { ...wanted, certificateType }).projects
  const projectId = offering.some((project) => project.projectId === wanted.projectId)
    ? wanted.projectId
    : offering.length === 1
      ? (offering[0]?.projectId ?? '')
      : ''
  const offered = choicesOf(projects, { ...wanted, certificateType, projectId }).media
  const medium = wanted.medium !== '' && offered.includes(wanted.medium) ? wanted.medium : offered.length === 1 ? (offered[0] ?? '') : ''
  return { certificateType, projectId, medium }
}

export const completeSelection = ({ certificateType, projectId, medium }: PartialSelection): Selection | null =>
  certificateType === '' || projectId === '' || medium === '' ? null : { certificateType, projectId, medium }

const offers = (project: ProjectView, type: CertificateType): boolean =>
  project.certificateTypes.some((offer) => offer.certificateType === type)
