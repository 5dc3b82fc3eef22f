import { describe, expect, it, vi } from 'vitest'
import { loopbackPermission } from './loopback-permission.ts'

const unknownName = async (): Promise<PermissionState> => Promise.reject(new TypeError('unknown'))

describe('the permission for loopback', () => {
  it('is asked by its new name, then by its old one', async () => {
    const query = vi.fn(async (name: string) => (name === 'loopback-network' ? unknownName() : ('denied' as const)))
    expect(await loopbackPermission({ hostname: 'hall.example', query })).toBe('denied')
    expect(query.mock.calls.flat()).toEqual(['loopback-network', 'local-network-access'])
  })

  it('does not exist in a browser that knows neither name, and for pages of this computer', async () => {
    expect(await loopbackPermission({ hostname: 'hall.example', query: unknownName })).toBe('notAsked')
    expect(await loopbackPermission({ hostname: 'hall.example', query: null })).toBe('notAsked')
    for (const hostname of ['127.0.0.1', 'localhost', '[::1]'])
      expect(await loopbackPermission({ hostname, query: async () => 'prompt' })).toBe('notAsked')
    for (const hostname of ['127.0.0.1.evil.example', 'localhost.evil.example'])
      expect(await loopbackPermission({ hostname, query: async () => 'prompt' })).toBe('prompt')
  })
})
