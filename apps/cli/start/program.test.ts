import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SupervisedProgram } from './program.ts'
import { superviseProgram } from './program.ts'

let directory: string
const started: SupervisedProgram[] = []

/** `ready(n)` runs in the program: n counts its lives, kept in a file. */
const program = (body: string): SupervisedProgram => {
  const entry = join(directory, 'entry.mjs')
  const lives = JSON.stringify(join(directory, 'lives'))
  writeFileSync(
    entry,
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs'
    const life = (existsSync(${lives}) ? Number(readFileSync(${lives}, 'utf8').split(' ')[0]) : 0) + 1
    writeFileSync(${lives}, life + ' ' + process.pid)
    process.on('disconnect', () => process.exit(0))
    ${body}`,
  )
  const supervised = superviseProgram({
    name: 'signer',
    entry,
    environment: { PATH: '/usr/bin' },
    logPath: join(directory, 'signer.log'),
    clock: systemClock,
    log: silentLog,
  })
  started.push(supervised)
  return supervised
}

const life = (): { readonly count: number; readonly pid: number } => {
  const [count = 0, pid = 0] = readFileSync(join(directory, 'lives'), 'utf8').split(' ').map(Number)
  return { count, pid }
}

const stay = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); process.send({ type: 'ready' })`

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certhall-program-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.stop(true)))
  rmSync(directory, { recursive: true, force: true })
})

describe('superviseProgram', () => {
  it('fails with the code and the facts that the program said', async () => {
    const failing = program(
      `process.send({ type: 'failed', code: 'busy.port', message: '{"setting":"CERTHALL_PORT","port":8460}' }); process.exitCode = 1; process.disconnect()`,
    )
    await expect(failing.start()).rejects.toMatchObject({
      code: 'busy.port',
      detail: { setting: 'CERTHALL_PORT', port: 8460, program: 'signer' },
    })
  })

  it('fails with the last words of a program that dies and says nothing', async () => {
    const dying = program(`console.error('no such thing'); process.exit(9)`)
    const error = await dying.start().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'internal.unexpected', detail: { ended: 'code 9' } })
    expect((error as Error).cause).toMatchObject({ message: 'no such thing' })
  })

  it('does not take an unknown code for one of ours', async () => {
    await expect(program(`process.send({ type: 'failed', code: 'E42', message: 'x' })`).start()).rejects.toMatchObject({
      code: 'internal.unexpected',
    })
  })

  it('starts a killed program again, also when its first attempt fails', async () => {
    const supervised = program(`if (life === 2) process.exit(1)\n${stay}`)
    await supervised.start()
    process.kill(life().pid, 'SIGKILL')
    await vi.waitFor(() => expect(life().count).toBe(3), { timeout: 20_000, interval: 50 })
    await supervised.stop(false)
    expect(existsSync(`/proc/${life().pid}`)).toBe(false)
  })

  it('starts nothing again after it was stopped', async () => {
    const supervised = program(stay)
    await supervised.start()
    await supervised.stop(false)
    expect(life().count).toBe(1)
  })
})
