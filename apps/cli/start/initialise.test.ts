import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../config.ts'
import { initialise } from './initialise.ts'
import type { Progress } from './progress.ts'

describe('the first start of the signer', () => {
  let directory: string
  let runs: number
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'certhall-initialise-'))
    runs = 0
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const start = (output: object) => {
    const entry = join(directory, 'entry.mjs')
    writeFileSync(entry, `console.log(${JSON.stringify(JSON.stringify(output))})`)
    const config = { dataDirectory: directory, language: 'en', mode: 'evaluation' } as Config
    const progress = { step: (_text: string, work: () => Promise<unknown>) => ((runs += 1), work()) } as Progress
    return initialise({ config, environment: {}, entry, progress })
  }
  const invitations = [{ name: '李审核', roles: ['reviewer'], token: 'abc' }]

  it('is repeated at each start until every planned authority is made, and then no more', async () => {
    await start({ invitations, missing: ['root-sm2', 'issuing-sm2'] })
    await start({ invitations: [], missing: ['issuing-sm2'] })
    expect(await start({ invitations: [], missing: [] })).toEqual(invitations)
    await start({ invitations: [], missing: [] })
    expect(runs).toBe(3)
  })

  it('is repeated once for a data directory of the time before authorities were noted', async () => {
    writeFileSync(join(directory, 'initialised.json'), '{}\n')
    await start({ invitations: [], missing: [] })
    await start({ invitations: [], missing: [] })
    expect(runs).toBe(1)
  })
})
