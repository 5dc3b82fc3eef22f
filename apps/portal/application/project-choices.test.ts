import type { ProjectView } from '@certhall/contract/hall/hall'
import { describe, expect, it } from 'vitest'
import { choicesOf, completeSelection, settleSelection } from './project-choices.ts'

const project = (projectId: string, types: readonly string[], media: readonly string[]): ProjectView =>
  ({
    projectId,
    media,
    certificateTypes: types.map((certificateType) => ({ certificateType, profileId: 'p', keyAlgorithm: 'ec-p256', validityYears: [1] })),
  }) as unknown as ProjectView

const projects = [project('tender', ['organization', 'legalRepresentative'], ['p12', 'ukey']), project('tax', ['organization'], ['p12'])]

describe('choosing type, project and medium', () => {
  it('offers no type that no project has', () => {
    expect(choicesOf(projects, { certificateType: '', projectId: '', medium: '' }).certificateTypes).toEqual([
      'organization',
      'legalRepresentative',
    ])
  })

  it('drops a project that does not offer the newly chosen type', () => {
    const settled = settleSelection(projects, { certificateType: 'legalRepresentative', projectId: 'tax', medium: 'p12' })
    expect(settled.projectId).toBe('tender')
  })

  it('drops a medium that the project does not have, and takes the only one left', () => {
    expect(settleSelection(projects, { certificateType: 'organization', projectId: 'tax', medium: 'ukey' }).medium).toBe('p12')
  })

  it('is complete only when all three are chosen', () => {
    expect(completeSelection({ certificateType: 'organization', projectId: '', medium: 'p12' })).toBeNull()
    expect(completeSelection({ certificateType: 'organization', projectId: 'tax', medium: 'p12' })).not.toBeNull()
  })
})
