import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDelegates } from './delegates.ts'

describe('delegates', () => {
  let directory: string
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'certhall-delegates-'))))
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  it.each([
    ['what is no JSON', 200, 'half an ans'],
    ['a refusal', 403, '{"code":"policy.profile"}'],
    ['another message', 200, '{"certificate":5}'],
  ])('are not obtained, and nothing else happens, when the signer answers with %s', async (_what, status, body) => {
    const path = join(directory, 'signer.sock')
    const signer = createServer((_request, response) => response.writeHead(status).end(body))
    await new Promise<void>((resolve) => signer.listen(path, resolve))
    const told: unknown[] = []
    const log = { ...silentLog, warn: (message: string) => void told.push(message) }
    const delegates = createDelegates(path, () => 'international', systemClock, log)
    await delegates.renew(['issuing-ec'])
    await new Promise((resolve) => signer.close(resolve))
    expect([delegates.delegateOf('issuing-ec'), told]).toEqual([undefined, ['OCSP delegate not obtained']])
  })
})
