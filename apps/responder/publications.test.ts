import type { PublishedCrl } from '@certhall/ca/ocsp/ports'
import { describe, expect, it } from 'vitest'
import { createPublications, currentList } from './publications.ts'

const nowMs = Date.UTC(2026, 10, 22)
const list = (number: number): PublishedCrl => ({
  number,
  thisUpdateMs: nowMs,
  nextUpdateMs: nowMs + 1_000,
  der: Uint8Array.of(number),
})

const setUp = (first: PublishedCrl | null) => {
  const state = { published: first, isSilent: false, reads: 0, atMs: nowMs }
  const speak = <Value>(value: Value): Promise<Value> => (state.isSilent ? Promise.reject(new Error('gone')) : Promise.resolve(value))
  const source = {
    currentCrlNumber: () => speak(state.published?.number ?? null),
    currentCrl: () => {
      state.reads += 1
      return speak(state.published)
    },
  }
  return { state, publications: createPublications(source, { nowMs: () => state.atMs }) }
}

describe('published lists', () => {
  it('fail while the database is silent and nothing is at hand, or what is at hand has ended', async () => {
    const { state, publications } = setUp(list(1))
    state.isSilent = true
    await expect(publications.current('issuing-ec')).rejects.toThrow('gone')
    state.isSilent = false
    await publications.current('issuing-ec')
    Object.assign(state, { isSilent: true, atMs: nowMs + 1_000 })
    await expect(publications.current('issuing-ec')).rejects.toThrow('gone')
  })

  it('are served from memory while the database is silent', async () => {
    const { state, publications } = setUp(list(1))
    await publications.current('issuing-ec')
    state.isSilent = true
    expect((await publications.current('issuing-ec'))?.bytes).toEqual(Uint8Array.of(1))
  })

  it('are read once, however many ask at the same time', async () => {
    const { state, publications } = setUp(list(1))
    await Promise.all(Array.from({ length: 50 }, () => publications.current('issuing-ec')))
    expect(state.reads).toBe(1)
  })

  it('follow a lower number when it was made later: the database went back to an older copy', async () => {
    const { state, publications } = setUp(list(7))
    await publications.current('issuing-ec')
    state.published = { ...list(5), thisUpdateMs: nowMs - 1_000 }
    expect((await publications.current('issuing-ec'))?.bytes).toEqual(Uint8Array.of(7))
    await publications.current('issuing-ec')
    expect(state.reads).toBe(2)
    state.published = { ...list(6), thisUpdateMs: nowMs + 1 }
    expect((await publications.current('issuing-ec'))?.bytes).toEqual(Uint8Array.of(6))
  })

  it('follow a higher number, never a lower one of the same time', async () => {
    const { state, publications } = setUp(list(2))
    await publications.current('issuing-ec')
    state.published = list(1)
    expect((await publications.current('issuing-ec'))?.bytes).toEqual(Uint8Array.of(2))
    state.published = list(3)
    expect((await publications.current('issuing-ec'))?.bytes).toEqual(Uint8Array.of(3))
  })

  it('are absent when there is none', async () => {
    const { state, publications } = setUp(null)
    expect(await publications.current('issuing-ec')).toBeNull()
    expect(state.reads).toBe(0)
  })
})

describe('lists by name', () => {
  const published = (byte: number) => ({
    current: async (authorityId: string) => ({
      bytes: Uint8Array.of(byte, authorityId.length),
      mediaType: '',
      etag: '',
      maxAgeSeconds: 30,
    }),
  })
  const lists = { crls: published(1), deltas: published(2) }
  const isKnown = (authorityId: string): boolean => authorityId === 'staff'

  it.each(['other', 'other-delta', '-delta', 'staff-delta-delta'])('are absent under %s', async (name) => {
    expect(await currentList(name, isKnown, lists)).toBeNull()
  })

  it('are the full one of the authority, or its delta', async () => {
    expect((await currentList('staff', isKnown, lists))?.bytes).toEqual(Uint8Array.of(1, 5))
    expect((await currentList('staff-delta', isKnown, lists))?.bytes).toEqual(Uint8Array.of(2, 5))
  })
})
