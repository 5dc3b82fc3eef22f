import { systemRandom } from '@certhall/kernel/random'
import { describe, expect, it, vi } from 'vitest'
import { fakeClient } from './fake-client.ts'
import { findClient } from './find-client.ts'

const origin = 'https://hall.example'
const listener = { tokensChanged: () => {}, closed: () => {} }
const ground = (open: Parameters<typeof findClient>[0]['open']) => ({ ports: [18460, 18461, 18462], origin, open, random: systemRandom })

describe('looking for the client', () => {
  it('refuses when nobody answers on any port', async () => {
    const open = vi.fn(async () => Promise.reject(new TypeError('nobody')))
    await expect(findClient(ground(open), listener)).rejects.toMatchObject({ code: 'CLIENT_ABSENT' })
    expect(open.mock.calls).toEqual([[18460], [18461], [18462]])
  })

  it('refuses a program that cannot prove its key for this origin and this port', async () => {
    const { open } = await fakeClient('https://other.example', 18460)
    await expect(findClient(ground(open), listener)).rejects.toMatchObject({ code: 'CLIENT_UNPROVEN' })
    const onOtherPort = await fakeClient(origin, 18461)
    await expect(
      findClient(
        ground((port) => (port === 18460 ? onOtherPort.open(18461) : Promise.reject(new TypeError()))),
        listener,
      ),
    ).rejects.toMatchObject({ code: 'CLIENT_UNPROVEN' })
  })

  it('refuses a known key without its signature', async () => {
    const squatter = await fakeClient(origin, 18460)
    const honest = await fakeClient(origin, 18460)
    const { hello } = await findClient(ground(honest.open), listener)
    squatter.answers = { hello: () => hello }
    await expect(findClient(ground(squatter.open), listener)).rejects.toMatchObject({ code: 'CLIENT_UNPROVEN' })
  })

  it('tells a client of another version from no client', async () => {
    const client = await fakeClient(origin, 18461)
    client.refusals = { hello: 'VERSION' }
    await expect(findClient(ground(client.open), listener)).rejects.toMatchObject({ code: 'VERSION' })
  })

  it('goes on to the next port when one denies this origin', async () => {
    const denying = await fakeClient(origin, 18460)
    denying.refusals = { hello: 'ORIGIN_DENIED' }
    const own = await fakeClient(origin, 18462)
    const { connection } = await findClient(
      ground((port) => (port === 18460 ? denying.open(port) : own.open(port))),
      listener,
    )
    expect(connection.port).toBe(18462)
  })
})
