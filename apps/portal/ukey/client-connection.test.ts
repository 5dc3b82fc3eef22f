import { describe, expect, it, vi } from 'vitest'
import { connectOver } from './client-connection.ts'
import { fakeClient, sampleToken } from './fake-client.ts'

const connect = async () => {
  const client = await fakeClient('https://hall.example', 18460)
  const listener = { tokensChanged: vi.fn(), closed: vi.fn() }
  return { client, listener, connection: connectOver(await client.open(18460), 18460, listener) }
}
const change = { tokenRef: 'ref-1', language: 'zh' } as const

describe('a connection to the client', () => {
  it('believes no answer of another shape', async () => {
    const { client, connection } = await connect()
    client.answers = { 'token.list': () => ({ tokens: [{ ...sampleToken, isSoftware: 'no' }] }) }
    await expect(connection.call('token.list', {})).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' })
  })

  it('drops what nobody asked for, and what is no message', async () => {
    const { client, connection, listener } = await connect()
    for (const noise of ['{', '[]', 'null', { id: 99, result: {} }, { event: 'unknown' }]) client.say(noise)
    await expect(connection.call('token.watch', { on: true })).resolves.toEqual({})
    expect(listener.tokensChanged).not.toHaveBeenCalled()
  })

  it('sends no window anywhere but to the client’s own pages', async () => {
    const { client, connection } = await connect()
    const consent = vi.fn()
    client.answers = {
      'pin.change': (_params, id) => {
        for (const url of [
          'https://evil.example/consent/x',
          'http://127.0.0.1:9999/consent/x',
          'http://127.0.0.1:18460.evil.example/',
          'javascript:alert(1)',
        ])
          client.say({ event: 'consent', id, url, expiresAtMs: 1 })
        client.say({ event: 'consent', id, url: 'http://127.0.0.1:18460/consent/right', expiresAtMs: 1 })
        return { pin: sampleToken.pin }
      },
    }
    await connection.call('pin.change', change, { consent })
    expect(consent.mock.calls).toEqual([[{ url: 'http://127.0.0.1:18460/consent/right', expiresAtMs: 1 }]])
  })

  it('carries the tries left of a wrong PIN', async () => {
    const { client, connection } = await connect()
    client.answers = {
      'pin.change': (_params, id) => void client.say({ id, error: { code: 'PIN_INCORRECT', pin: { ...sampleToken.pin, triesLeft: 4 } } }),
    }
    await expect(connection.call('pin.change', change)).rejects.toMatchObject({ code: 'PIN_INCORRECT', detail: { triesLeft: 4 } })
  })

  it('tells all that wait when the client is gone, and refuses what comes after', async () => {
    const { client, connection, listener } = await connect()
    client.answers = { 'pin.change': () => undefined }
    const waiting = connection.call('pin.change', change)
    client.drop()
    await expect(waiting).rejects.toMatchObject({ code: 'CLIENT_LOST' })
    await expect(connection.call('token.list', {})).rejects.toMatchObject({ code: 'CLIENT_LOST' })
    expect(listener.closed).toHaveBeenCalledOnce()
  })

  it('tells phases and changes of tokens', async () => {
    const { client, connection, listener } = await connect()
    const phase = vi.fn()
    client.answers = {
      'pin.change': (_params, id) => {
        client.say({ event: 'phase', id, phase: 'changingPin' })
        client.say({ event: 'token.removed' })
        return { pin: sampleToken.pin }
      },
    }
    await connection.call('pin.change', change, { phase })
    expect(phase.mock.calls).toEqual([['changingPin']])
    expect(listener.tokensChanged).toHaveBeenCalledOnce()
  })
})
