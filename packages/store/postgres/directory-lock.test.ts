import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedChild } from '@certhall/testkit/start-embedded-child'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isDirectoryLocked, lockDirectory } from './directory-lock.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-lock-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('lockDirectory', () => {
  it('refuses a second holder in this process and in another', async () => {
    const lock = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'busy.data-directory' })
    const other = await startEmbeddedChild({ dataDirectory: directory, runDirectory: directory, lockOnly: true })
    expect(other.said).toMatchObject({ code: 'busy.data-directory' })
    expect(await isDirectoryLocked(directory)).toBe(true)
    await lock.release()
    expect(await isDirectoryLocked(directory)).toBe(false)
  })

  it('lets exactly one of many win', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => startEmbeddedChild({ dataDirectory: directory, runDirectory: directory, lockOnly: true })),
    )
    const children = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(children.map((child) => ('ready' in child.said ? 'won' : child.said.code)).sort()).toEqual([
      ...Array<string>(5).fill('busy.data-directory'),
      'won',
    ])
    await Promise.all(children.map((child) => child.stop()))
  })

  it('is free again when the holder was killed', async () => {
    const holder = await startEmbeddedChild({ dataDirectory: directory, runDirectory: directory, lockOnly: true })
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'busy.data-directory' })
    await holder.kill()
    await (await lockDirectory(directory)).release()
  })

  it('is not held by a file of that name', async () => {
    writeFileSync(join(directory, 'lock.sock'), '4711')
    await (await lockDirectory(directory)).release()
  })
})
