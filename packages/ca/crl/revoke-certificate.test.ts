import { holderKey, type IssuingHouse, openIssuingHouse, orderOf } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { toHex } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftCertificate, validityFrom } from '../issuance/draft-certificate.ts'
import { orThrow } from '@certhall/kernel/app-error'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { ExtendedKeyUsage } from '@certhall/pki/certificate/extension-oids'
import { compileProfile } from '../profile/profile.ts'
import { revokeCertificate } from './revoke-certificate.ts'

const authorityId = 'issuing-ec'

describe('freezing', () => {
  let house: IssuingHouse

  beforeAll(async () => {
    house = await openIssuingHouse(memoryLedger())
  })
  afterAll(() => house.close())

  /** Past rules and lints straight into the ledger: what an operator's own profile of other days may have made. */
  const foreignCertificate = async (extendedKeyUsage: readonly ExtendedKeyUsage[]): Promise<string> => {
    const known = house.deps.profiles.holders.get('organization-ec')
    if (known === undefined) throw new Error('no profile')
    const profile = compileProfile({ ...known.rules, extendedKeyUsage, identityExtensions: [] }, known.authority, 'http://127.0.0.1:8460')
    const publicKey = orThrow(parsePublicKey(holderKey('ecdsa-p256').spki))
    const validity = validityFrom(house.clock.nowMs(), 365)
    const { serial, tbs } = orThrow(
      draftCertificate(
        profile,
        { subject: [{ type: 'CN', value: 'www.example.com' }], email: null, identity: null, publicKey, ...validity },
        systemRandom,
      ),
    )
    const order = {
      orderId: systemRandom.uuid(),
      kind: 'holder',
      releaseSha256: null,
      decisionSha256: null,
      attempt: 1,
      spkiSha256: toHex(serial),
      evidence: '{}',
      enteredAtMs: house.clock.nowMs(),
    } as const
    await house.deps.ledger.transaction(async (ledger) => {
      await ledger.addOrders([order])
      await ledger.addIntents([
        {
          orderId: order.orderId,
          authorityId,
          serial,
          profileId: 'other',
          tbs,
          notAfterMs: validity.notAfterMs,
          intendedAtMs: house.clock.nowMs(),
        },
      ])
      await ledger.settleSigned([
        {
          orderId: order.orderId,
          authorityId,
          serial,
          spkiSha256: order.spkiSha256,
          ...validity,
          signedAtMs: house.clock.nowMs(),
          der: profile.template.assemble(tbs, new Uint8Array(70)),
        },
      ])
    })
    return toHex(serial)
  }
  const revoke = (serialNumber: string, reason: 'certificateHold' | 'keyCompromise') =>
    revokeCertificate({ ...house.deps, tell: () => {} }, { authorityId, serialNumber, reason, applicationNo: null })

  it('is refused for a TLS server, which can still be revoked', async () => {
    const serialNumber = await foreignCertificate(['clientAuth', 'serverAuth'])
    await expect(revoke(serialNumber, 'certificateHold')).rejects.toMatchObject({ code: 'policy.not-freezable' })
    expect(await revoke(serialNumber, 'keyCompromise')).toMatchObject({ reason: 'keyCompromise' })
  })

  it('is done for what is no server', async () => {
    expect(await revoke(await foreignCertificate(['clientAuth']), 'certificateHold')).toMatchObject({ reason: 'certificateHold' })
    const [outcome] = await house.queue.issue([
      await orderOf(await house.hire('李审核', ['reviewer']), await house.hire('张制证', ['issuer']), house.clock.nowMs()),
    ])
    if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
    expect(await revoke(outcome.serialNumber, 'certificateHold')).toMatchObject({ reason: 'certificateHold' })
  })
})
