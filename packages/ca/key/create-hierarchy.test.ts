import { generateKeyPairSync } from 'node:crypto'
import { houseStartMs, openIssuingHouse } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { Secret } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AuthorityRecord, CrlRecord, Ledger } from '../ports.ts'
import { compileProfileBook, definitionsInReach } from '../profile/profile-book.ts'
import type { ProfileDefinition } from '../profile/profile-file.ts'
import { plannedAuthorityIds } from './authority-plan.ts'
import { createHierarchy } from './create-hierarchy.ts'
import { sealKey, type SealedKey } from './sealed-key.ts'

const passphrase = new Secret('the passphrase of the roots')

describe('a house that was made before SM2 was planned', () => {
  let records: readonly AuthorityRecord[]
  let rootCrl: CrlRecord
  let elder: SealedKey

  beforeAll(async () => {
    const house = await openIssuingHouse(memoryLedger())
    const { ledger } = house.deps
    const head = (await ledger.read((transaction) => transaction.publishedCrls())).find(({ authorityId }) => authorityId === 'root')
    if (head === undefined) throw new Error('no list of the root')
    const der = await ledger.read((transaction) => transaction.crlDer('root', head.crlNumber))
    rootCrl = { ...head, entryCount: 0, der: der ?? new Uint8Array() }
    records = (await ledger.read((transaction) => transaction.authorities())).filter(({ authorityId }) => !authorityId.endsWith('sm2'))
    await house.close()
    // What the old keys are matters to nobody here, as long as this passphrase opens them.
    elder = sealKey('root', derOf('root'), generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, passphrase, systemRandom)
  })

  const derOf = (authorityId: string): Uint8Array => records.find((record) => record.authorityId === authorityId)?.der ?? new Uint8Array()

  const oldHouse = async (): Promise<{ readonly ledger: Ledger; readonly files: Map<string, SealedKey> }> => {
    const ledger = memoryLedger()
    await ledger.transaction(async (transaction) => {
      for (const record of records) await transaction.addAuthority(record)
      await transaction.reserveCrl('root', houseStartMs)
      await transaction.publishCrl(rootCrl)
    })
    const files = new Map(
      records.map(({ authorityId, der }) => [authorityId, { ...elder, authorityId, certificate: Buffer.from(der).toString('base64') }]),
    )
    return { ledger, files: files.set('root', elder) }
  }

  const finish = ({ ledger, files }: Awaited<ReturnType<typeof oldHouse>>, rootPassphrase: Secret<string>): Promise<void> =>
    createHierarchy({
      ledger,
      clock: { nowMs: () => houseStartMs },
      random: systemRandom,
      publicUrl: 'http://127.0.0.1:8460',
      organization: 'Certhall',
      isEvaluation: true,
      files: { read: (authorityId) => files.get(authorityId), write: (sealed) => void files.set(sealed.authorityId, sealed) },
      signerPassphrase: passphrase,
      rootPassphrase: () => Promise.resolve(rootPassphrase),
    })

  it('makes no new root under a passphrase that does not open the elder one', async () => {
    const house = await oldHouse()
    await expect(finish(house, new Secret('the passphrase of the rotos'))).rejects.toMatchObject({ code: 'internal.key-sealed' })
    expect(house.files.has('root-sm2')).toBe(false)
  })

  it('gets what is missing, below its own root, and leaves the rest alone', async () => {
    const house = await oldHouse()
    await finish(house, passphrase)
    const now = await house.ledger.read((transaction) => transaction.authorities())
    expect(now.map(({ authorityId }) => authorityId).toSorted()).toEqual([...plannedAuthorityIds].toSorted())
    expect(Object.fromEntries(now.map(({ authorityId, issuerId }) => [authorityId, issuerId]))).toMatchObject({
      root: 'root',
      staff: 'root',
      'root-sm2': 'root-sm2',
      'issuing-sm2': 'root-sm2',
    })
    expect(house.files.get('root')).toBe(elder)
    const lists = await house.ledger.read((transaction) => transaction.publishedCrls())
    expect(lists.map(({ authorityId }) => authorityId).toSorted()).toEqual(['root', 'root-sm2'])
  })

  it('goes on without the profiles below what is missing, and with a refusal of those nobody planned', () => {
    const definition = (profileId: string, authorityId: string) => ({ profileId, authorityId }) as ProfileDefinition
    const all = [definition('a', 'issuing-ec'), definition('b', 'issuing-sm2'), definition('c', 'issuing-gost')]
    expect(definitionsInReach(all, records).map(({ profileId }) => profileId)).toEqual(['a', 'c'])
    expect(() => compileProfileBook(definitionsInReach(all.slice(2), records), records, 'http://127.0.0.1:8460')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ reason: 'profile-without-authority' }) }),
    )
  })
})
