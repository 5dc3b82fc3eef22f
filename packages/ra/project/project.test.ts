import { describe, expect, it } from 'vitest'
import { offerOf, parseProject, type Project } from './project.ts'

const definition = {
  projectId: 'tax',
  nameZh: '税务',
  nameEn: 'Tax',
  noteZh: '',
  noteEn: '',
  media: ['ukey'],
  certificateTypes: [{ certificateType: 'organization', profileId: 'organization-rsa', keyAlgorithm: 'rsa-2048', validityYears: [1, 3] }],
  documents: { enterprise: ['businessLicence'], institution: [] },
  passcodeLifeDays: 14,
  originalsByPost: false,
}
const project: Project = { definition: parseProject(definition), position: 1, closedAtMs: null }

describe('a project definition', () => {
  it.each<[string, unknown]>([
    ['an unknown key', { ...definition, more: 1 }],
    ['an identifier that is no word', { ...definition, projectId: 'Tax 1' }],
    ['no medium', { ...definition, media: [] }],
    ['no certificate type', { ...definition, certificateTypes: [] }],
    ['a certificate type twice', { ...definition, certificateTypes: [definition.certificateTypes[0], definition.certificateTypes[0]] }],
    ['a validity of eleven years', { ...definition, certificateTypes: [{ ...definition.certificateTypes[0], validityYears: [11] }] }],
    ['an unknown algorithm', { ...definition, certificateTypes: [{ ...definition.certificateTypes[0], keyAlgorithm: 'rsa-1024' }] }],
    [
      'SM2 in a P12 file',
      {
        ...definition,
        media: ['p12', 'ukey'],
        certificateTypes: [{ ...definition.certificateTypes[0], profileId: 'organization-sm2', keyAlgorithm: 'sm2' }],
      },
    ],
    ['a PASSCODE that lives a year', { ...definition, passcodeLifeDays: 365 }],
  ])('is refused for %s', (_what, value) => {
    expect(() => parseProject(value)).toThrowError(expect.objectContaining({ code: 'internal.configuration' }))
  })
})

describe('what a project offers', () => {
  it.each([
    ['an unknown project', undefined, 'organization', 'ukey', 'missing.project'],
    ['a closed project', { ...project, closedAtMs: 1 }, 'organization', 'ukey', 'policy.project-closed'],
    ['a type it does not have', project, 'employee', 'ukey', 'policy.project-closed'],
    ['a medium it does not name', project, 'organization', 'p12', 'policy.medium'],
  ] as const)('refuses %s', (_what, asked, type, medium, code) => {
    expect(offerOf(asked, type, medium)).toMatchObject({ ok: false, code })
  })

  it('names the profile of a medium that the project names', () => {
    expect(offerOf(project, 'organization', 'ukey')).toMatchObject({ ok: true, value: { profileId: 'organization-rsa' } })
  })
})
