import { systemRandom } from '@certhall/kernel/random'
import { describe, expect, it, vi } from 'vitest'
import { createClientStore, type StoreGround } from './client-store.ts'
import { type FakeClient, fakeClient, sampleToken } from './fake-client.ts'

const origin = 'https://hall.example'
const memoryOf = (): StoreGround['memory'] & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>()
  return {
    kept,
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  }
}
const storeWith = (open: FakeClient['open'], part: Partial<StoreGround> = {}) =>
  createClientStore({
    ports: [18460],
    origin,
    openSocket: open,
    random: systemRandom,
    memory: memoryOf(),
    pause: async () => {},
    permission: { hostname: 'hall.example', query: async () => 'granted' },
    ...part,
  })

describe('the client of this computer', () => {
  it('is not called before the person read why the browser will ask', async () => {
    const open = vi.fn((await fakeClient(origin, 18460)).open)
    const store = storeWith(open, { permission: { hostname: 'hall.example', query: async () => 'prompt' } })
    await store.start()
    expect(store.snapshot().client.kind).toBe('explain')
    expect(open).not.toHaveBeenCalled()
    await store.search()
    expect(store.snapshot().client.kind).toBe('ready')
  })

  it('is not called where the browser denies it', async () => {
    const open = vi.fn((await fakeClient(origin, 18460)).open)
    const store = storeWith(open, { permission: { hostname: 'hall.example', query: async () => 'denied' } })
    await store.start()
    expect(store.snapshot().client).toEqual({ kind: 'failed', code: 'LOOPBACK_DENIED' })
    expect(open).not.toHaveBeenCalled()
  })

  it('is not believed with another key than last time, until the person says so', async () => {
    const memory = memoryOf()
    await storeWith((await fakeClient(origin, 18460)).open, { memory }).start()
    const other = await fakeClient(origin, 18460)
    const store = storeWith(other.open, { memory })
    await store.start()
    expect(store.snapshot().client.kind).toBe('changed')
    expect(other.asked.map(({ method }) => method)).toEqual(['hello'])
    await store.acceptChange()
    expect(store.snapshot().client.kind).toBe('ready')
  })

  it('is asked on a page of this computer without any permission', async () => {
    const store = storeWith((await fakeClient(origin, 18460)).open, { permission: { hostname: '127.0.0.1', query: async () => 'denied' } })
    await store.start()
    expect(store.snapshot().client).toMatchObject({ kind: 'ready', tokens: [sampleToken] })
  })

  it('is looked at again when a UKEY comes, and looked for again when it went away', async () => {
    const client = await fakeClient(origin, 18460)
    const store = storeWith(client.open)
    const leave = store.subscribe(() => {})
    await store.start()
    client.answers = { 'token.list': () => ({ tokens: [] }) }
    client.say({ event: 'token.removed' })
    await vi.waitFor(() => expect(store.snapshot().client).toMatchObject({ kind: 'ready', tokens: [] }))
    client.drop()
    expect(store.snapshot().client).toEqual({ kind: 'failed', code: 'CLIENT_LOST' })
    await vi.waitFor(() => expect(store.snapshot().client.kind).toBe('ready'))
    leave()
  })

  it('is not asked two things at once: a look is over before the person’s work begins', async () => {
    const client = await fakeClient(origin, 18460)
    const store = storeWith(client.open)
    await store.start()
    const order: string[] = []
    let answer: (tokens: unknown) => void = () => {}
    client.answers = {
      'token.list': () => {
        order.push('look')
        return new Promise((resolve) => (answer = resolve))
      },
      'pin.change': () => (order.push('work'), { pin: sampleToken.pin }),
    }
    client.say({ event: 'token.inserted' })
    await vi.waitFor(() => expect(order).toEqual(['look']))
    const work = store.run('pin.change', { tokenRef: 'ref-1', language: 'zh' }, null)
    client.say({ event: 'token.removed' })
    expect(order).toEqual(['look'])
    client.answers = { 'pin.change': client.answers['pin.change'] as () => unknown }
    answer({ tokens: [] })
    await work
    expect(order).toEqual(['look', 'work'])
  })

  it('is looked at for a page in turn: not while the person works, and not at once with another look', async () => {
    const client = await fakeClient(origin, 18460)
    const store = storeWith(client.open)
    await store.start()
    const order: string[] = []
    let finish: (result: unknown) => void = () => {}
    client.answers = {
      'pin.change': () => (order.push('work'), new Promise((resolve) => (finish = resolve))),
      'certificate.list': ({ tokenRef }) => (order.push(String(tokenRef)), { certificates: [] }),
    }
    const work = store.run('pin.change', { tokenRef: 'ref-1', language: 'zh' }, null)
    await vi.waitFor(() => expect(order).toEqual(['work']))
    const looks = [store.look('certificate.list', { tokenRef: 'one' }), store.look('certificate.list', { tokenRef: 'two' })]
    expect(order).toEqual(['work'])
    finish({ pin: sampleToken.pin })
    await work
    expect(await Promise.all(looks)).toEqual([{ certificates: [] }, { certificates: [] }])
    expect(order).toEqual(['work', 'one', 'two'])
    client.drop()
    await expect(store.look('certificate.list', { tokenRef: 'one' })).rejects.toMatchObject({ code: 'CLIENT_LOST' })
  })

  it('shows its window, or asks for another click when there is none', async () => {
    const client = await fakeClient(origin, 18460)
    const store = storeWith(client.open)
    await store.start()
    const url = 'http://127.0.0.1:18460/consent/x'
    const seen: unknown[] = []
    client.answers = {
      'pin.change': (_params, id) => {
        client.say({ event: 'consent', id, url, expiresAtMs: 9 })
        seen.push(store.snapshot().consent)
        return { pin: sampleToken.pin }
      },
    }
    const window = { show: vi.fn(() => true), close: vi.fn() }
    await store.run('pin.change', { tokenRef: 'ref-1', language: 'zh' }, window)
    await store.run('pin.change', { tokenRef: 'ref-1', language: 'zh' }, null)
    expect(window.show).toHaveBeenCalledWith(url)
    expect(window.close).toHaveBeenCalledOnce()
    expect(seen).toEqual([
      { url, expiresAtMs: 9, isShown: true },
      { url, expiresAtMs: 9, isShown: false },
    ])
    expect(store.snapshot().consent).toBeNull()
  })

  it('is told which model a UKEY is only when the person chose one of those that match, also after it came back', async () => {
    const client = await fakeClient(origin, 18460)
    const second = { modelId: 'other', nameZh: '另一种', nameEn: 'Another', vendor: 'Other', isDriverPresent: true, isTested: false }
    const token = { ...sampleToken, modelChoices: ['soft', 'other'], isRecognised: false }
    client.answers = {
      'token.list': () => ({ tokens: [token] }),
      'model.list': () => ({ models: [second] }),
      'pin.change': () => ({ pin: token.pin }),
    }
    const store = storeWith(client.open)
    const change = async (): Promise<unknown> => {
      await store.run('pin.change', { tokenRef: 'ref-1', language: 'en' }, null)
      return client.asked.findLast(({ method }) => method === 'pin.change')?.params['modelId']
    }
    const leave = store.subscribe(() => {})
    await store.start()
    expect(await change()).toBeUndefined()
    store.chooseModel(token, 'nobody-offered-this')
    expect(await change()).toBeUndefined()
    store.chooseModel(token, 'other')
    expect(store.snapshot().client).toMatchObject({ tokens: [{ modelId: 'other', nameEn: 'Another', isRecognised: true }] })
    expect(await change()).toBe('other')
    client.drop()
    await vi.waitFor(() => expect(store.snapshot().client).toMatchObject({ kind: 'ready', tokens: [{ modelId: 'other' }] }))
    expect(await change()).toBe('other')
    leave()
  })
})
