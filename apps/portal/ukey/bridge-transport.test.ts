import { describe, expect, it, vi } from 'vitest'
import { openBridge } from './bridge-transport.ts'

const origin = 'http://127.0.0.1:18460'

const room = () => {
  const listeners = new Set<(event: MessageEvent) => void>()
  const popup = { closed: false, close: vi.fn(), postMessage: vi.fn(), location: { replace: vi.fn() } }
  const ground = {
    addEventListener: (_type: 'message', listener: (event: MessageEvent) => void) => void listeners.add(listener),
    removeEventListener: (_type: 'message', listener: (event: MessageEvent) => void) => void listeners.delete(listener),
  }
  const hear = (data: unknown, from: { origin?: string; source?: unknown } = {}): void => {
    for (const listener of [...listeners]) listener({ data, origin, source: popup, ...from } as unknown as MessageEvent)
  }
  return { popup, ground, hear, listeners }
}

describe('the bridge window', () => {
  it('is not believed from another origin or another window', async () => {
    const { popup, ground, hear, listeners } = room()
    const opening = openBridge(popup, ground, 20)(18460)
    hear({ event: 'bridge.ready' }, { origin: 'http://127.0.0.1:18461' })
    hear({ event: 'bridge.ready' }, { origin: 'null' })
    hear({ event: 'bridge.ready' }, { source: {} })
    hear({ event: 'bridge.closed' })
    await expect(opening).rejects.toMatchObject({ code: 'CLIENT_ABSENT' })
    expect(listeners.size).toBe(0)
  })

  it('carries the same messages, to its exact origin', async () => {
    const { popup, ground, hear } = room()
    const opening = openBridge(popup, ground)(18460)
    hear({ event: 'bridge.ready' })
    const transport = await opening
    const heard: string[] = []
    const closed = vi.fn()
    transport.listen({ text: (text) => heard.push(text), closed })
    transport.send('{"id":1,"method":"token.list","params":{}}')
    hear({ id: 1, result: { tokens: [] } })
    hear({ id: 1, result: 'forged' }, { origin: 'https://evil.example' })
    hear({ event: 'bridge.closed' })
    expect(popup.location.replace).toHaveBeenCalledWith(`${origin}/bridge`)
    expect(popup.postMessage).toHaveBeenCalledWith({ id: 1, method: 'token.list', params: {} }, origin)
    expect(heard).toEqual(['{"id":1,"result":{"tokens":[]}}'])
    expect(closed).toHaveBeenCalledOnce()
  })
})
