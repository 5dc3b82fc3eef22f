import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseRegistry } from '@certhall/ra/organization/import-registry'
import { parseProject } from '@certhall/ra/project/project'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConsent, readHallFiles } from './hall-files.ts'

const ops = resolve(import.meta.dirname, '../../../ops')
const files = { hallFile: join(ops, 'hall.json'), consentsDirectory: join(ops, 'consents') }
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-hall-files-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the hall’s files', () => {
  it('are refused with an unknown key', () => {
    const hallFile = join(directory, 'hall.json')
    writeFileSync(hallFile, JSON.stringify({ ...(JSON.parse(readFileSync(files.hallFile, 'utf8')) as object), hotlin: '1' }))
    expect(() => readHallFiles({ ...files, hallFile })).toThrowError(expect.objectContaining({ code: 'internal.configuration' }))
  })

  it('are refused when a consent is missing or has one language only', () => {
    expect(() => readHallFiles({ ...files, consentsDirectory: directory })).toThrowError(
      expect.objectContaining({ code: 'internal.configuration' }),
    )
    const text = readFileSync(join(ops, 'consents/cps.md'), 'utf8')
    expect(() => parseConsent(text.slice(0, text.indexOf('<!-- en -->')), 'cps.md')).toThrowError(
      expect.objectContaining({ code: 'internal.configuration' }),
    )
    expect(() => parseConsent(text.replace('version: 1.0\n', ''), 'cps.md')).toThrowError(
      expect.objectContaining({ code: 'internal.configuration' }),
    )
  })

  it('of the samples are complete, in both languages, with a digest that follows the text', () => {
    const { hall, consents } = readHallFiles(files)
    expect(consents.map((consent) => consent.consentId)).toEqual(['subscriberAgreement', 'privacyNotice', 'cps'])
    expect(hall.servicePoints).toHaveLength(3)
    for (const point of hall.servicePoints) expect(`${point.nameZh} ${point.nameEn}`).toMatch(/示例.*sample/)
    const text = readFileSync(join(ops, 'consents/cps.md'), 'utf8')
    expect(parseConsent(`${text} `, 'cps.md').sha256).not.toBe(parseConsent(text, 'cps.md').sha256)
  })

  it('hold four projects that differ, and registry entries with right check characters', () => {
    const projects = (JSON.parse(readFileSync(join(ops, 'projects.json'), 'utf8')) as unknown[]).map(parseProject)
    expect(new Set(projects.map((project) => JSON.stringify(project.certificateTypes))).size).toBe(4)
    expect(parseRegistry(JSON.parse(readFileSync(join(ops, 'registry.sample.json'), 'utf8'))).length).toBeGreaterThan(3)
  })
})
