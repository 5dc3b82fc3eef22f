import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@certhall/kernel/log'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepLogsSmall, shorten } from './keep-logs-small.ts'

let directory: string
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'certhall-logs-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('a log', () => {
  it('is left alone up to its size, and set aside above it, in the place of the one before', () => {
    const path = join(directory, 'server.log')
    writeFileSync(path, 'x'.repeat(100))
    expect(shorten(path, 100)).toBe(false)
    expect(shorten(path, 99)).toBe(true)
    writeFileSync(path, 'y'.repeat(100))
    expect(shorten(path, 99)).toBe(true)
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['', 'y'.repeat(100)])
  })

  it('is shortened under a program that goes on writing, and holds what comes after from its first octet on', async () => {
    const path = join(directory, 'server.log')
    const descriptor = openSync(path, 'a')
    const program = spawn(process.execPath, ['-e', `setInterval(() => process.stderr.write('a line of twenty octets\\n'), 5)`], {
      stdio: ['ignore', descriptor, descriptor],
    })
    closeSync(descriptor)
    const stop = keepLogsSmall(directory, silentLog, { limitBytes: 500, everyMs: 10 })
    try {
      await vi.waitFor(() => expect(readFileSync(`${path}.1`, 'utf8').length).toBeGreaterThan(500), { timeout: 30_000 })
      await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toMatch(/^a line/), { timeout: 30_000 })
    } finally {
      stop()
      program.kill()
    }
  })
})
