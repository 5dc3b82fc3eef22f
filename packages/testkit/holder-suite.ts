/** What logins of holders promise, whatever is kept where: run on memory and on PostgreSQL. */
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { toBase64 } from '@certhall/kernel/bytes'
import type { CertificateAccess } from '@certhall/ra/holder/access'
import { sha256Hex } from '@certhall/ra/digest'
import { endHolderSession, listHolderSessions } from '@certhall/ra/holder/end-session'
import { type CertificateLogin, loginOf } from '@certhall/ra/holder/holder-session'
import { issueHolderChallenge, logInHolder } from '@certhall/ra/holder/log-in'
import { readHolder } from '@certhall/ra/holder/read-holder'
import { beginTlsLogin, finishTlsLogin, proveTlsLogin } from '@certhall/ra/holder/tls-login'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HolderKey } from './issuing-house.ts'
import type { OpenRegistration } from './opened-registration.ts'
import { newKey, openRegistrationHouse, type RegistrationHouse, signatureOf } from './registration-house.ts'

export const holderSuite = (kind: string, open: OpenRegistration): void => {
  describe(`holders on ${kind}`, () => {
    const publicOrigin = 'https://hall.example'
    const source = '203.0.113.9'
    let house: RegistrationHouse
    let own: Held
    let other: Held

    beforeAll(async () => {
      house = await openRegistrationHouse(open)
      own = await hold()
      other = await hold()
    })
    afterAll(() => house.close())

    const deps = () => ({ ...house.ground, publicOrigin })
    const nowMs = () => house.ground.clock.nowMs()
    const hold = async (): Promise<Held> => {
      const { code } = await house.delivered(house)
      const key = await newKey()
      const { certificate } = await house.redeem(code, key)
      await house.confirm(code, certificate, key.holder)
      return { certificate, certificateSha256: sha256Hex(certificate.der), holder: key.holder }
    }
    const attemptOf = async ({ certificate, certificateSha256, holder }: Held) => {
      const { nonce, origin } = await issueHolderChallenge(deps())()
      const text = canonicalJson({ format: 'certhall.holder-login.v1', origin, nonce, certificateSha256 })
      return { text, signature: signatureOf(holder, text), certificate: toBase64(certificate.der), source }
    }
    const logins = async (type: 'holder.logged-in' | 'holder.login-refused') =>
      (await house.opened.record.list({ applicationNo: null, type }, undefined, 100)).map(({ event }) => event)
    const sid = (seed: number) => new Uint8Array(32).fill(seed)
    const keep = async (seed: number, held: Held): Promise<CertificateLogin> => {
      const session = loginOf(
        undefined,
        { ...held.certificate, certificateSha256: held.certificateSha256 },
        { source, browser: 'Firefox, Linux' },
        nowMs(),
      )
      await house.opened.sessions.save(sid(seed), {
        kind: 'hall',
        content: { hall: { drafts: ['d'], applications: [] }, holder: session },
        personId: null,
        certificateSha256: held.certificateSha256,
        source,
        browser: session.browser,
        seenAt: new Date(nowMs()),
        createdAt: new Date(nowMs()),
        expiresAt: new Date(nowMs() + 60_000),
      })
      return session
    }
    const accessOf = async (session: CertificateLogin): Promise<CertificateAccess> => {
      const read = await readHolder(deps())(session, source)
      if (!read.ok || read.value.kind !== 'certificate') throw new Error('nobody is logged in')
      return read.value
    }

    it('spend a challenge with a refusal, and let one of ten repeats at once in', async () => {
      const refused = await attemptOf(own)
      await expect(logInHolder(deps())({ ...refused, signature: 'none' })).rejects.toMatchObject({ code: 'auth.login-refused' })
      await expect(logInHolder(deps())(refused)).rejects.toMatchObject({ code: 'auth.challenge-expired' })
      const attempt = await attemptOf(own)
      const before = (await logins('holder.logged-in')).length
      const answers = await Promise.allSettled(Array.from({ length: 10 }, () => logInHolder(deps())(attempt)))
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await logins('holder.logged-in')).length - before).toBe(1)
      expect((await logins('holder.login-refused')).map(({ detail }) => detail['reason'])).toEqual(
        expect.arrayContaining(['signature', 'challenge']),
      )
    })

    it('are refused with a challenge of another hall over the same database, signed for either', async () => {
      const elsewhere = 'https://other.example'
      for (const origin of [publicOrigin, elsewhere]) {
        const { nonce } = await issueHolderChallenge({ ...deps(), publicOrigin: elsewhere })()
        const text = canonicalJson({ format: 'certhall.holder-login.v1', origin, nonce, certificateSha256: own.certificateSha256 })
        const attempt = { text, signature: signatureOf(own.holder, text), certificate: toBase64(own.certificate.der), source }
        await expect(logInHolder(deps())(attempt)).rejects.toMatchObject({ code: 'auth.login-refused' })
      }
    })

    it('spend the state of a visit by TLS with a refusal, too', async () => {
      const { state } = await beginTlsLogin(deps())()
      const proof = proveTlsLogin(deps())(state, own.certificate.der)
      await expect(finishTlsLogin(deps())(state, proveTlsLogin(deps())('another', own.certificate.der), source)).rejects.toMatchObject({
        code: 'auth.login-refused',
      })
      await expect(finishTlsLogin(deps())(state, proof, source)).rejects.toMatchObject({ code: 'auth.challenge-expired' })
      const again = await beginTlsLogin(deps())()
      const answers = await Promise.allSettled(
        Array.from({ length: 5 }, () =>
          finishTlsLogin(deps())(again.state, proveTlsLogin(deps())(again.state, own.certificate.der), source),
        ),
      )
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('see and end the sessions of their own certificate; the rest of such a session stays', async () => {
      const [session] = [await keep(1, own), await keep(2, own), await keep(3, other)]
      const access = await accessOf(session)
      const seen = await listHolderSessions(deps())(access)
      expect(seen.map(({ sidSha256 }) => sidSha256[0]).toSorted()).toEqual([1, 2])
      expect(seen[0]).toMatchObject({ source, browser: 'Firefox, Linux', startedAtMs: nowMs(), lastSeenAtMs: nowMs() })
      const foreign = (await listHolderSessions(deps())(await accessOf(await keep(3, other))))[0]?.mark ?? ''
      await expect(endHolderSession(deps())(access, foreign, source)).rejects.toMatchObject({ code: 'missing.session' })
      const mark = seen.find(({ sidSha256 }) => sidSha256[0] === 2)?.mark ?? ''
      await endHolderSession(deps())(access, mark, source)
      expect((await house.opened.sessions.find(sid(2)))?.content).toMatchObject({ hall: { drafts: ['d'] }, holder: { kind: 'ended' } })
      expect((await listHolderSessions(deps())(access)).map(({ sidSha256 }) => sidSha256[0])).toEqual([1])
    })

    it('are out everywhere with the transaction that freezes, and hear why', async () => {
      const held = await hold()
      const session = await keep(4, held)
      await keep(5, held)
      const ended = await house.opened.transaction(async ({ certificates, holderSessions }) => {
        await certificates.freeze(held.certificate, nowMs())
        return holderSessions.end(held.certificateSha256)
      })
      expect(ended).toBe(2)
      expect(await readHolder(deps())(session, source)).toMatchObject({ ok: false, code: 'auth.certificate-frozen' })
      expect(await readHolder(deps())({ kind: 'ended', certificateSha256: held.certificateSha256 }, source)).toMatchObject({
        ok: false,
        code: 'auth.certificate-frozen',
      })
      expect((await house.opened.sessions.find(sid(4)))?.certificateSha256).toBeNull()
      expect((await house.opened.sessions.find(sid(3)))?.certificateSha256).toBe(other.certificateSha256)
    })
  })
}

interface Held {
  readonly certificate: StoredCertificate
  readonly certificateSha256: string
  readonly holder: HolderKey
}
