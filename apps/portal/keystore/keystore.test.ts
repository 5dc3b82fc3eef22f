import { fromBase64Url, fromUtf8, toHex, utf8 } from '@certhall/kernel/bytes'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import { algorithmOf, webAlgorithmNames } from '@certhall/pki/algorithm'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { describe, expect, it } from 'vitest'
import { type HolderKey, makeHolderKey, openHolderKey } from './holder-key.ts'
import { generateKeyPair, importKeyPair, requestOf } from './key-pair.ts'
import { recordsInMemory } from './records-in-memory.ts'
import { openSealedKey, sealKey } from './sealed-key.ts'
import { sealStaffKey, signStatement, staffKeyAlgorithm } from './staff-key.ts'

const iterations = 1000

describe('a sealed key', () => {
  it('does not open with another password, another context or a changed octet', async () => {
    const sealed = await sealKey(utf8('private'), 'correct horse', 'owner 1', systemRandom, iterations)
    expect(await openSealedKey(sealed, 'correct hors', 'owner 1')).toBeUndefined()
    expect(await openSealedKey(sealed, 'correct horse', 'owner 2')).toBeUndefined()
    const changed = sealed.box.slice()
    changed[0] = (changed[0] ?? 0) ^ 1
    expect(await openSealedKey({ ...sealed, box: changed }, 'correct horse', 'owner 1')).toBeUndefined()
  })

  it('opens with the password however its letters are composed', async () => {
    const sealed = await sealKey(utf8('private'), 'é 密码', 'owner', systemRandom, iterations)
    const opened = await openSealedKey(sealed, 'e\u0301 密码', 'owner')
    expect(opened && fromUtf8(opened)).toBe('private')
  })

  it('never looks the same twice', async () => {
    const seal = () => sealKey(utf8('private'), 'password', 'owner', systemRandom, iterations)
    const [first, second] = [await seal(), await seal()]
    expect(toHex(first.box)).not.toBe(toHex(second.box))
    expect(toHex(first.salt)).not.toBe(toHex(second.salt))
  })
})

describe('a holder key', () => {
  const ground = () => ({ records: recordsInMemory<HolderKey>(), random: systemRandom, clock: systemClock, iterations })

  it('stays closed under a wrong password', async () => {
    const store = ground()
    await makeHolderKey('A2026-000001', 'ecdsa-p256', 'right password', store)
    const kept = await store.records.get('A2026-000001')
    expect(kept && (await openHolderKey(kept, 'wrong password'))).toBeUndefined()
  })

  it('is kept before it is used and comes back as the same key', async () => {
    const store = ground()
    const made = await makeHolderKey('A2026-000001', 'ecdsa-p384', 'right password', store)
    const kept = await store.records.get('A2026-000001')
    if (kept === undefined) throw new Error('nothing was kept')
    const opened = await openHolderKey(kept, 'right password')
    expect(opened && toHex(opened.pkcs8)).toBe(toHex(made.pkcs8))
    expect(JSON.stringify(kept)).not.toContain(toHex(made.pkcs8).slice(80, 120))
  })
})

describe('a certification request made here', () => {
  it.each(webAlgorithmNames.filter((name) => name !== 'rsa-4096'))('carries the public key of %s and no subject', async (name) => {
    const pair = await generateKeyPair(name)
    const parsed = parseCsr(await requestOf(pair))
    if (!parsed.ok) throw new Error(parsed.code)
    expect(toHex(parsed.value.publicKey.spki)).toBe(toHex(pair.spki))
  })
})

describe('a staff key', () => {
  const identity = {
    personId: 'p',
    name: '李审核',
    roles: ['reviewer'] as const,
    certificate: 'MIIB',
    certificateSha256: 'ab',
    notAfter: '2027-11-22T00:00:00.000Z',
  }

  it('signs nothing under a wrong password', async () => {
    const key = await sealStaffKey(identity, await generateKeyPair(staffKeyAlgorithm), 'right password', systemRandom, iterations)
    expect(await signStatement(key, 'wrong password', '{}')).toBeUndefined()
  })

  it('signs the text so that its public key verifies it', async () => {
    const key = await sealStaffKey(identity, await generateKeyPair(staffKeyAlgorithm), 'right password', systemRandom, iterations)
    const signature = await signStatement(key, 'right password', '{"a":1}')
    const { webCrypto } = algorithmOf(staffKeyAlgorithm)
    const publicKey = await crypto.subtle.importKey('spki', key.spki, webCrypto.import, false, ['verify'])
    expect(await crypto.subtle.verify(webCrypto.sign, publicKey, fromBase64Url(signature ?? ''), utf8('{"a":1}'))).toBe(true)
  })

  it('belongs to its person: under another name it does not open', async () => {
    const pair = await generateKeyPair(staffKeyAlgorithm)
    const key = await sealStaffKey(identity, pair, 'right password', systemRandom, iterations)
    expect(await signStatement({ ...key, personId: 'q' }, 'right password', '{}')).toBeUndefined()
    expect((await importKeyPair(staffKeyAlgorithm, pair.spki, pair.pkcs8)).algorithm).toBe(staffKeyAlgorithm)
  })
})
