import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 60_000 })

interface Ended {
  readonly code: number | null
  readonly complaint: string
}

describe('certhall', () => {
  let directory: string
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'certhall-cli-'))))
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const run = (parameters: readonly string[], settings: Record<string, string> = {}, isRead = true): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { PATH: '/usr/bin:/bin', CERTHALL_DATA: join(directory, 'data'), ...settings }
      const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...parameters], {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      let complaint = ''
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk))
      if (isRead) child.stdout?.resume()
      else child.stdout?.destroy()
      child.once('close', (code) => resolve({ code, complaint }))
    })

  it('ends, and says why, when a start fails, although whoever called it listens on', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const port = (taken.address() as { port: number }).port
    const { code, complaint } = await run(['start'], { CERTHALL_PORT: String(port) })
    await new Promise((resolve) => taken.close(resolve))
    expect([code, complaint]).toEqual([75, expect.stringContaining('[busy.port]')])
  })

  it('goes on to its own end when nobody reads what it says', async () => {
    expect(await run(['status'], {}, false)).toEqual({ code: 3, complaint: '' })
  })

  it.each([
    ['a file that is not there', ['project', 'add', 'absent.json'], 64],
    ['a directory in the place of a file', ['registry', 'import', '.'], 64],
    ['a file that is no JSON', ['project', 'add', import.meta.filename], 64],
    ['an export that is not there', ['audit', 'verify', '--file', 'absent.jsonl'], 64],
    ['an export that is none', ['audit', 'verify', '--file', import.meta.filename], 64],
    ['a checkpoint that is not there', ['audit', 'verify', '--file', 'absent.jsonl', '--checkpoint', 'absent.json'], 64],
    ['an address without TLS', ['webhook', 'add', 'trade', 'http://receiver.example/'], 64],
    ['an address in a private network', ['webhook', 'add', 'trade', 'https://10.1.2.3/'], 64],
    ['a key that is none', ['audit', 'verify', '--file', 'absent.jsonl', '--key', import.meta.filename], 64],
  ])('names %s, without a stack', async (_what, parameters, expected) => {
    const { code, complaint } = await run(parameters)
    expect([code, complaint]).toEqual([expected, expect.not.stringContaining('    at ')])
    expect(complaint).toContain(parameters.at(-1))
    expect(readdirSync(directory).includes('data')).toBe(false)
  })
})
