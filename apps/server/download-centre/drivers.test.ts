import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { driverViews, readDriverSources } from './drivers.ts'

const ops = resolve(import.meta.dirname, '../../../ops')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'certhall-drivers-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const model = {
  modelId: 'some-ukey',
  nameZh: '某UKEY',
  nameEn: 'Some UKEY',
  vendor: 'Some',
  kind: 'skf',
  libraries: [{ systems: ['linux-x64', 'windows-x64'] }, { systems: ['linux-x64'] }],
  evidence: { kind: 'described' },
} as const

describe('where drivers come from', () => {
  it.each([
    ['an address without TLS', { 'some-ukey': { source: 'vendor', url: 'http://vendor.example/' } }],
    ['a script for an address', { 'some-ukey': { source: 'vendor', url: 'javascript:alert(1)' } }],
    ['an unknown source', { 'some-ukey': { source: 'ours' } }],
    ['an unknown key', { 'some-ukey': { source: 'vendor', file: 'driver.exe' } }],
  ])('is refused with %s', (_what, value) => {
    const path = join(folder, 'drivers.json')
    writeFileSync(path, JSON.stringify(value))
    expect(() => readDriverSources(path)).toThrowError(expect.objectContaining({ code: 'internal.configuration' }))
  })

  it('is the service point for a model that the operator does not name, without a path of any library', () => {
    const [view] = driverViews([model], {})
    expect(view).toMatchObject({ source: 'servicePoint', sourceUrl: null, systems: ['linux-x64', 'windows-x64'], isTested: false })
    expect(Object.keys(view ?? {})).not.toContain('libraries')
  })

  it('stands in the sample file for the models it names', () => {
    const sources = readDriverSources(join(ops, 'drivers.json'))
    expect(driverViews([{ ...model, modelId: 'opensc-card' }], sources)[0]).toMatchObject({ source: 'system', packageName: 'opensc' })
  })
})
