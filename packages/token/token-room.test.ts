import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { orThrow } from '@certhall/kernel/app-error'
import { utf8 } from '@certhall/kernel/bytes'
import { afterAll, describe, expect, it } from 'vitest'
import { openCatalogue, shippedCatalogue } from './catalogue/catalogue.ts'
import { createSoftToken } from './soft/soft-token.ts'
import type { PlaceOptions } from './driver-places.ts'
import { openTokenRoom, type TokenRoom } from './token-room.ts'

const folder = mkdtempSync(join(tmpdir(), 'certhall-room-'))
const catalogue = orThrow(openCatalogue(shippedCatalogue()))
const brokenLibrary = join(folder, 'broken.so')
const badHost = fileURLToPath(import.meta.resolve('@certhall/testkit/bad-driver-host'))
const rooms: TokenRoom[] = []

const open = (options: Partial<PlaceOptions> = {}): TokenRoom => {
  const room = openTokenRoom({ catalogue, system: undefined, softFolder: join(folder, 'soft'), ...options })
  rooms.push(room)
  return room
}

afterAll(async () => {
  await Promise.all(rooms.map((room) => room.close()))
  rmSync(folder, { recursive: true })
})

describe('the token room', () => {
  it('has no token and no software driver without a folder for it', async () => {
    const room = openTokenRoom({ catalogue, system: undefined })
    expect(await room.look()).toEqual({ tokens: [], findings: [] })
    expect((await room.models()).filter(({ isDriverPresent }) => isDriverPresent)).toEqual([])
  })

  it('refuses a token that nobody has, and wipes the PIN all the same', async () => {
    const pin = utf8('839201')
    await expect(open().logIn('SOFT-000000000000', pin)).rejects.toMatchObject({ code: 'NO_TOKEN' })
    expect([...pin]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('shows what works beside a library that does not, which is a finding', async () => {
    writeFileSync(brokenLibrary, 'not a library')
    const tokenId = await createSoftToken(join(folder, 'soft'), { label: 'one', pin: '246810' })
    const room = open({ ownLibraries: [{ modelId: 'cfca-ukey', path: brokenLibrary }] })
    const { tokens, findings } = await room.look()
    const seen = tokens.map(({ facts, models }) => [facts.tokenId, models.map(({ modelId }) => modelId)])
    expect(seen).toEqual([[tokenId, ['certhall-software-ukey']]])
    expect(findings).toEqual([{ path: brokenLibrary, modelIds: ['cfca-ukey'], code: 'DRIVER_MISSING' }])
    const present = (await room.models()).filter(({ isDriverPresent }) => isDriverPresent)
    expect(present.map(({ entry }) => entry.modelId)).toEqual(['certhall-software-ukey', 'cfca-ukey'])
    expect(await room.pinFacts(tokenId)).toMatchObject({ state: 'ok', isInitial: false })
    await (await room.logIn(tokenId, utf8('246810'))).logOut()
  })

  it('asks no library whose file is not there, and finds one that comes later', async () => {
    const later = join(folder, 'later.so')
    const hostProgram = () => ({ path: process.execPath, args: [badHost] })
    const room = open({ ownLibraries: [{ modelId: 'bjca-ukey', path: later }], hostProgram })
    expect((await room.look()).findings).toEqual([])
    writeFileSync(later, 'library')
    const { tokens } = await room.look()
    expect(tokens.find(({ facts }) => facts.tokenId === 'other')?.models.map(({ modelId }) => modelId)).toEqual(['bjca-ukey'])
    rmSync(later)
    expect((await room.look()).tokens.map(({ facts }) => facts.tokenId)).not.toContain('other')
  })
})
