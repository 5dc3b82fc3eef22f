/** What becomes of a certificate after its installation, whatever the stores are made of: run on memory and on PostgreSQL. */
import {
  type FollowUpReason,
  followUpRule,
  type FollowUpRule,
  followUpRules,
  type FollowUpType,
} from '@certhall/contract/application/follow-up'
import { AppError } from '@certhall/kernel/app-error'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AskWish, type Held, type LifecycleHouse, openLifecycleHouse, present } from './lifecycle-house.ts'
import type { OpenRegistration } from './opened-registration.ts'
import { dayMs, newKey } from './registration-house.ts'

const rows = Object.entries(followUpRules).flatMap(([type, rules]) =>
  Object.entries(rules).map(([reason, rule]) => ({
    type: type as FollowUpType,
    reason: reason as FollowUpReason,
    rule: rule as FollowUpRule,
  })),
)

export const lifecycleSuite = (kind: string, open: OpenRegistration): void => {
  describe(`the life of a certificate on ${kind}`, () => {
    let house: LifecycleHouse

    beforeAll(async () => {
      house = await openLifecycleHouse(open)
    })
    beforeEach(() => house.restart())
    /** A store in memory is copied for each transaction: the less is in it the better. */
    const reopen = async (): Promise<void> => {
      await house.close()
      house = await openLifecycleHouse(open)
    }
    afterAll(() => house.close())

    const refuses = (work: Promise<unknown>, code: string, more: object = {}) => expect(work).rejects.toMatchObject({ code, ...more })
    const own = (held: Held) => house.byCertificate(held)
    const renewable = async (): Promise<Held> => {
      const held = await house.held()
      await leave(held, 60)
      return held
    }
    const leave = async (held: Held, days: number): Promise<void> =>
      house.advance((await house.stored(held)).notAfterMs - days * dayMs - house.ground.clock.nowMs())
    const renewing: AskWish = { type: 'renew', reason: 'expiring', remark: '' }
    const unfreezing: AskWish = { type: 'unfreeze', reason: 'frozenByMistake', remark: '' }
    const stateOf = async (held: Held) => (await house.stored(held)).state
    const frozen = async (): Promise<Held> => {
      const held = await house.held()
      await house.freeze(held)
      return held
    }

    describe('is refused', () => {
      it('a second renewal while one is open, one of three at once, and any after the successor is installed', async () => {
        const held = await renewable()
        const drafts = await Promise.all([1, 2, 3].map(async () => house.openDraft(await own(held), held, renewing)))
        const answers = await Promise.allSettled(drafts.map((draftId) => house.submit(draftId)))
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        for (const answer of answers)
          if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'state.follow-up-open' })
        const applicationNo = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))[0] ?? ''
        await refuses(house.openDraft(await own(held), held, renewing), 'state.follow-up-open', { detail: { applicationNo } })
        await refuses(
          house.openDraft(await own(held), held, { type: 'revoke', reason: 'noLongerNeeded', remark: '' }),
          'state.follow-up-open',
        )
        await house.approve(applicationNo)
        await house.install(applicationNo)
        for (const wish of [
          renewing,
          { type: 'change', reason: 'subjectChanged', remark: '' },
          { type: 'replace', reason: 'mediumDamaged', remark: '' },
          { type: 'replace', reason: 'pinLocked', remark: '' },
        ] as const)
          await refuses(house.openDraft(await own(held), held, wish), 'state.conflict', { detail: { reason: 'renewed' } })
      })

      it('a second successor of a renewed certificate that was frozen in its overlap', async () => {
        const held = await renewable()
        const applicationNo = await house.ask(await own(held), held, renewing)
        await house.approve(applicationNo)
        const next = await house.install(applicationNo)
        await house.freeze(held)
        await refuses(house.openDraft(await own(next), held, unfreezing), 'state.conflict', { detail: { reason: 'renewed' } })
        await refuses(
          house.openDraft(house.byContact(held), held, { type: 'replace', reason: 'mediumLost', remark: '' }),
          'state.conflict',
          { detail: { reason: 'renewed' } },
        )
        await expect(
          house.openDraft(house.byContact(held), held, { type: 'revoke', reason: 'mediumLost', remark: '' }),
        ).resolves.toBeTypeOf('string')
      })

      it('a second replacement of one that has run out, and a first one after 90 days', async () => {
        const [held, late] = [await house.held(), await house.held()]
        const wish: AskWish = { type: 'replace', reason: 'expired', remark: '' }
        await refuses(house.openDraft(house.byContact(held), held, wish), 'input.follow-up-reason')
        await leave(held, -1)
        await house.expireCertificates()
        const begun = await house.openDraft(house.byContact(held), held, wish)
        await house.fill(begun)
        const applicationNo = await house.ask(house.byContact(held), held, wish)
        await house.approve(applicationNo)
        await house.install(applicationNo)
        expect(await house.stored(held)).toMatchObject({ state: 'expired', endsAtMs: null })
        await refuses(house.submit(begun), 'state.conflict', { detail: { reason: 'renewed' } })
        await refuses(house.openDraft(house.byContact(held), held, wish), 'state.conflict', { detail: { reason: 'renewed' } })
        house.advance(90 * dayMs)
        await refuses(house.openDraft(house.byContact(late), late, wish), 'state.certificate-expired')
      })

      it('renewal and change of a frozen one; a draft from before the freeze, whatever it asks for', async () => {
        const held = await renewable()
        const access = await own(held)
        const begun = await Promise.all(
          (
            [
              renewing,
              { type: 'replace', reason: 'mediumDamaged', remark: '' },
              { type: 'change', reason: 'contactChanged', remark: '' },
            ] as const
          ).map((wish) => house.openDraft(access, held, wish)),
        )
        house.advance(1)
        await house.freeze(held)
        for (const draftId of begun) await refuses(house.submit(draftId), 'state.certificate-frozen')
        // A proven address makes it no younger.
        await house.proveMobile(begun[1] ?? '', held.form.contact.mobile)
        await refuses(house.submit(begun[1] ?? ''), 'state.certificate-frozen')
        await refuses(house.fill(begun[1] ?? '', { form: { agent: { name: '李四' } } }), 'state.certificate-frozen')
        await refuses(house.openDraft(access, held, renewing), 'state.certificate-frozen')
      })

      it('unfreezing of a valid, a revoked and an expired one', async () => {
        const [valid, revoked, expired] = [await house.held(), await frozen(), await frozen()]
        await refuses(house.openDraft(house.byContact(valid), valid, unfreezing), 'state.certificate-not-frozen')
        await house.approve(
          await house.ask(house.byContact(revoked), revoked, { type: 'revoke', reason: 'cessationOfOperation', remark: '' }),
        )
        await refuses(house.openDraft(house.byContact(revoked), revoked, unfreezing), 'state.certificate-revoked')
        await leave(expired, -1)
        await refuses(house.openDraft(house.byContact(expired), expired, unfreezing), 'state.certificate-expired')
      })

      it('an unconfirmed certificate, and anything on a certificate that is not one’s own, which is missing', async () => {
        const [held, other] = [await house.held(), await house.held()]
        await refuses(house.openDraft(await own(other), held, renewing), 'missing.certificate')
        await refuses(house.openDraft(house.byContact(other), held, unfreezing), 'missing.certificate')
        await refuses(house.openDraft(await own(held), { ...held, serialNumber: '0'.repeat(38) }, renewing), 'missing.certificate')
        await refuses(house.freeze({ ...held, serialNumber: '0'.repeat(38) }), 'missing.certificate')
        const person = await house.held({
          certificateType: 'employee',
          form: {
            ...held.form,
            certificate: { holderName: '林员工', department: null, validityYears: 1 },
            organization: held.form.organization,
          },
        })
        await refuses(house.openDraft(await own(person), held, renewing), 'missing.certificate')
        // Another person of the same name: only the mailboxes tell them apart.
        const namesake = await house.held({
          certificateType: 'employee',
          form: {
            ...held.form,
            certificate: { holderName: '林员工', department: null, validityYears: 1 },
            contact: { ...held.form.contact, email: 'another.lin@example.cn' },
          },
        })
        expect((await house.stored(namesake)).subject).toBe((await house.stored(person)).subject)
        await refuses(house.openDraft(await own(person), namesake, renewing), 'missing.certificate')
        await refuses(house.openDraft(await own(namesake), person, renewing), 'missing.certificate')
        // Nor is a colleague's identity number on the form that a person is shown.
        await house.held({ form: { ...held.form, agent: { ...held.form.agent, name: '吴另人', idNumber: 'E99999999' } } })
        const draftId = await house.openDraft(await own(person), person, { type: 'replace', reason: 'pinLocked', remark: '' })
        const draft = await house.opened.transaction(({ drafts }) => drafts.one(draftId))
        expect(draft?.form.agent).toMatchObject({ name: held.form.agent.name, idNumber: held.form.agent.idNumber })
        await expect(
          house.openDraft(await own(held), person, { type: 'replace', reason: 'mediumDamaged', remark: '' }),
        ).resolves.toBeTypeOf('string')
        const applicationNo = await house.firstApplication()
        await house.approve(applicationNo)
        const { certificate } = await house.redeemed(applicationNo)
        await refuses(
          house.openDraft(house.byContact(certificate), certificate, { type: 'revoke', reason: 'noLongerNeeded', remark: '' }),
          'state.conflict',
          { detail: { reason: 'unconfirmed' } },
        )
      })

      it('renewal more than 90 days before the end, to the millisecond', async () => {
        const held = await house.held()
        await leave(held, 90)
        house.advance(-1)
        await refuses(house.openDraft(await own(held), held, renewing), 'policy.renewal-window', {
          detail: { opensAt: new Date(house.ground.clock.nowMs() + 1).toISOString() },
        })
        house.advance(1)
        await expect(house.openDraft(await own(held), held, renewing)).resolves.toBeTypeOf('string')
      })

      it('every reason that does not belong to its kind', async () => {
        const held = await house.held()
        const reasons = [...new Set(rows.map(({ reason }) => reason))]
        for (const type of Object.keys(followUpRules) as FollowUpType[])
          for (const reason of reasons.filter((each) => followUpRule(type, each) === undefined))
            await refuses(house.openDraft(await own(held), held, { type, reason, remark: 'x' }), 'input.follow-up-reason')
      })

      it('what needs the certificate when only a code to the contact was shown; what cannot be taken back without a fresh login', async () => {
        const [held, cold] = [await renewable(), await frozen()]
        for (const { type, reason } of rows.filter((row) => !row.rule.byContact))
          await refuses(house.openDraft(house.byContact(held), held, { type, reason, remark: 'x' }), 'policy.certificate-needed')
        const stale = { ...(await own(held)), steppedUpAtMs: house.ground.clock.nowMs() - 5 * 60_000 }
        for (const wish of [
          { type: 'revoke', reason: 'noLongerNeeded', remark: '' },
          { type: 'change', reason: 'contactChanged', remark: '' },
        ] as const)
          await refuses(house.openDraft(stale, held, wish), 'auth.step-up-required')
        await refuses(house.openDraft({ ...stale, orgCode: cold.orgCode }, cold, unfreezing), 'auth.step-up-required')
      })

      it('“other” without a word why', async () => {
        const [held, cold] = [await house.held(), await frozen()]
        await refuses(house.openDraft(await own(held), held, { type: 'renew', reason: 'other', remark: ' ' }), 'input.required', {
          issues: [{ field: 'remark', code: 'input.required' }],
        })
        await refuses(house.openDraft(house.byContact(held), held, { type: 'revoke', reason: 'other', remark: '' }), 'input.required')
        await refuses(house.openDraft(house.byContact(cold), cold, { type: 'unfreeze', reason: 'other', remark: '' }), 'input.required')
      })

      it('without each of the papers that the reason asks for, more of them where nobody has shown the key', async () => {
        const held = await house.held()
        for (const [access, papers] of [
          [await own(held), ['statement']],
          [house.byContact(held), ['applicationForm', 'agentId']],
        ] as const) {
          const reason =
            access.kind === 'contact'
              ? ({ type: 'replace', reason: 'mediumDamaged', remark: '' } as const)
              : ({ type: 'renew', reason: 'keyCompromise', remark: '' } as const)
          for (const left of papers) {
            const draftId = await house.openDraft(access, held, reason)
            await house.fill(draftId, { papers: papers.filter((paper) => paper !== left) })
            await refuses(house.submit(draftId), 'input.document-missing', {
              issues: [{ field: `document.${left}`, code: 'input.document-missing' }],
            })
          }
        }
        expect(await stateOf(held)).toBe('valid')
      })

      it.each([
        ['the organisation', { organization: { address: '别处 9 号' } }, 'organization.address'],
        ['the agent', { agent: { name: '别人' } }, 'agent.name'],
        ['the contact', { contact: { mobile: '13999999999' } }, 'contact.mobile'],
        ['the unit in the subject', { certificate: { department: '新部门' } }, 'certificate.department'],
        ['a field, by leaving it out', { organization: { phone: '' } }, 'organization.phone'],
      ])('a change of %s where the reason does not allow it', async (_what, form, field) => {
        const held = await house.held({
          form: { ...(await fresh()), organization: { ...(await fresh()).organization, phone: '020-12345678' } },
        })
        const draftId = await house.openDraft(await own(held), held, { type: 'renew', reason: 'algorithmUpgrade', remark: '' })
        await house.fill(draftId, { form })
        await refuses(house.submit(draftId), 'input.follow-up-fixed', { issues: [{ field, code: 'input.follow-up-fixed' }] })
      })

      it('another medium, unless that is the reason', async () => {
        const held = await house.held()
        await refuses(
          house.openDraft(await own(held), held, { type: 'renew', reason: 'algorithmUpgrade', remark: '', medium: 'ukey' }),
          'input.follow-up-fixed',
        )
        const applicationNo = await house.ask(await own(held), held, { type: 'renew', reason: 'mediumChanged', remark: '', medium: 'ukey' })
        expect(await house.opened.transaction(({ cases }) => cases.one(applicationNo))).toMatchObject({ medium: 'ukey' })
      })

      it('in a correction, too: what the reason fixes stays fixed, although it was returned', async () => {
        const held = await frozen()
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        await house.decide(applicationNo, 'return', house.staff().reviewer, ['contact.name'])
        house.advance(1)
        await refuses(house.correct(applicationNo, { contact: { name: '新联系人' } }), 'input.follow-up-fixed')
        await house.correct(applicationNo, {})
        expect(await house.stateOf(applicationNo)).toBe('submitted')
      })
    })

    const fresh = async () => (await house.held()).form

    describe('an unfreeze', () => {
      it('takes two reviewers: not the same one twice, not one who entered the case, not the issuer', async () => {
        const held = await frozen()
        const { reviewer, second, issuer } = house.staff()
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        await house.decide(applicationNo, 'approve', reviewer)
        expect(await house.stateOf(applicationNo)).toBe('underReview')
        await refuses(house.decide(applicationNo, 'approve', reviewer), 'state.decided')
        await refuses(house.decide(applicationNo, 'reject', reviewer), 'state.decided')
        await refuses(house.release(applicationNo, issuer), 'state.application')
        await house.decide(applicationNo, 'approve', second)
        expect(await house.stateOf(applicationNo)).toBe('approved')
        const both = await house.hire('双角色', ['reviewer', 'issuer'])
        const other = await frozen()
        const next = await house.ask(house.byContact(other), other, unfreezing)
        await house.decide(next, 'approve', reviewer)
        await house.decide(next, 'approve', both)
        await refuses(house.release(next, both), 'policy.same-person')
        const entered = await house.firstApplication({ enteredBy: reviewer.personId })
        await refuses(house.decide(entered, 'approve', reviewer), 'policy.own-case')
      })

      it('by two reviewers who sign at the same time is approved once', async () => {
        const held = await frozen()
        const { reviewer, second } = house.staff()
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        const approveOf = { decision: 'approve', rejectReason: null, returnedItems: [], remark: '' } as const
        const texts = await Promise.all(
          [reviewer, second].map(async (person) => ({ person, text: await house.prepare(applicationNo, approveOf, person) })),
        )
        const answers = await Promise.allSettled(texts.map(({ person, text }) => house.sign(applicationNo, text, person)))
        // The second one's text may be stale by then: it is signed again.
        for (const [index, answer] of answers.entries())
          if (answer.status === 'rejected') await house.decide(applicationNo, 'approve', present(texts[index]).person)
        expect(await house.stateOf(applicationNo)).toBe('approved')
        expect(await house.events(applicationNo, 'application.approved')).toHaveLength(1)
        expect(await house.events(applicationNo, 'application.first-approved')).toHaveLength(1)
      })

      it('leaves the hold when it is rejected, by the first or the second; it may be asked for again', async () => {
        const held = await frozen()
        const { reviewer, second } = house.staff()
        await house.decide(await house.ask(house.byContact(held), held, unfreezing), 'reject', reviewer)
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        await house.decide(applicationNo, 'approve', reviewer)
        await house.decide(applicationNo, 'reject', second)
        expect(await house.stored(held)).toMatchObject({ state: 'frozen', endReason: null })
        await expect(house.ask(house.byContact(held), held, unfreezing)).resolves.toMatch(/^A/)
      })

      it('leaves the hold when its PASSCODE runs out, or is never confirmed', async () => {
        const [left, unconfirmed] = [await frozen(), await frozen()]
        for (const held of [left, unconfirmed]) await house.approve(await house.ask(house.byContact(held), held, unfreezing))
        const openOn = async (held: Held) =>
          present(await house.opened.transaction(({ applications }) => applications.openOn(held))).applicationNo
        await house.sendCode(await openOn(left))
        const { certificate } = await house.redeemed(await openOn(unconfirmed))
        house.advance(15 * dayMs)
        await house.expirePasscodes()
        expect([await stateOf(left), await stateOf(unconfirmed)]).toEqual(['frozen', 'frozen'])
        expect(await house.stored(certificate)).toMatchObject({ state: 'revoked', confirmedAtMs: null })
        for (const held of [left, unconfirmed]) await refuses(house.logIn(held), 'auth.certificate-frozen')
      })

      it('gives a new certificate and supersedes the old one in one transaction; hold is never lifted', async () => {
        const held = await frozen()
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        await house.approve(applicationNo)
        const { passcode, key, certificate } = await house.redeemed(applicationNo)
        expect(await stateOf(held)).toBe('frozen')
        const broken: typeof house.opened.transaction = (work) =>
          house.opened.transaction((tx) =>
            work({ ...tx, certificates: { ...tx.certificates, revoke: () => Promise.reject(new AppError('state.conflict')) } }),
          )
        await refuses(house.confirm(passcode, certificate, key.holder, { transaction: broken }), 'state.conflict')
        expect([await stateOf(held), (await house.stored(certificate)).confirmedAtMs]).toEqual(['frozen', null])
        await house.confirm(passcode, certificate, key.holder)
        expect(await house.stored(held)).toMatchObject({ state: 'revoked', endReason: 'superseded' })
        expect(await house.endsOf(held)).toEqual(['certificateHold', 'superseded'])
        await refuses(house.logIn(held), 'auth.certificate-ended')
        await refuses(house.freeze(held), 'state.certificate-revoked')
      })

      it('writes nothing over the record, which may have changed since it was asked for', async () => {
        const held = await frozen()
        const applicationNo = await house.ask(house.byContact(held), held, unfreezing)
        const organization = { ...held.form.organization, address: '新址路 9 号' }
        await house.held({
          certificateType: 'employee',
          form: { ...held.form, organization, certificate: { holderName: '林员工', department: null, validityYears: 1 } },
        })
        await house.approve(applicationNo)
        const record = await house.opened.transaction(({ organizations }) => organizations.one(held.orgCode))
        expect(record?.form.organization.address).toBe('新址路 9 号')
      })

      it('is refused for a day after the contact changed, and keeps it as it is until it is done', async () => {
        const held = await house.held()
        const change: AskWish = { type: 'change', reason: 'contactChanged', remark: '', form: { contact: { mobile: '13911112222' } } }
        const begun = await house.openDraft(await own(held), held, change)
        const applicationNo = await house.ask(await own(held), held, change)
        await house.approve(applicationNo)
        expect(await house.stateOf(applicationNo)).toBe('completed')
        await house.freeze(held)
        await refuses(house.openDraft(house.byContact(held), held, unfreezing), 'policy.contact-quiet')
        house.advance(dayMs - 2)
        await refuses(house.openDraft(house.byContact(held), held, unfreezing), 'policy.contact-quiet')
        house.advance(2)
        const unfreeze = await house.ask(house.byContact(held), held, unfreezing)
        await refuses(house.submit(begun), 'state.certificate-frozen')
        const sibling = await house.held({
          certificateType: 'employee',
          form: {
            ...held.form,
            certificate: { holderName: '林员工', department: null, validityYears: 1 },
            contact: { ...held.form.contact, mobile: '13933334444' },
          },
        })
        expect((await house.opened.transaction(({ organizations }) => organizations.one(held.orgCode)))?.form.contact.mobile).toBe(
          '13911112222',
        )
        await refuses(house.openDraft(await own(sibling), sibling, change), 'policy.contact-quiet')
        await house.approve(unfreeze)
        const next = await house.install(unfreeze)
        await expect(house.openDraft(await own(next), next, change)).resolves.toBeTypeOf('string')
      })

      it('finds another contact on record only when the one before has been told so', async () => {
        const held = await house.held()
        const { mobile, email } = held.form.contact
        const wish: AskWish = { type: 'change', reason: 'contactChanged', remark: '', form: { contact: { mobile: '13911114444' } } }
        const applicationNo = await house.ask(await own(held), held, wish)
        await house.approve(applicationNo)
        const jobs = (await house.opened.waitingJobs()).filter(({ name }) => name === 'send-notice')
        const notices = await house.opened.transaction((tx) =>
          Promise.all(jobs.map(({ payload }) => tx.notices.one(String(payload['noticeId'])))),
        )
        const told = notices.filter((each) => each?.kind === 'record-changed' && each.applicationNo === applicationNo)
        expect(told.map((each) => each?.address).toSorted()).toEqual(['13911114444', mobile, email].toSorted())
        expect(told.map((each) => each?.parameters)).toContainEqual(expect.objectContaining({ contactMobile: '139****4444' }))
      })

      it('leaves the contact of the organisation to it when an employee gets a certificate, and hears who asks for another one', async () => {
        const held = await house.held()
        const contact = { ...held.form.contact, mobile: '13955556666' }
        const certificate = { holderName: '林员工', department: null, validityYears: 1 }
        const employee = await house.held({ certificateType: 'employee', form: { ...held.form, certificate, contact } })
        const mobile = async () =>
          (await house.opened.transaction(({ organizations }) => organizations.one(held.orgCode)))?.form.contact.mobile
        expect(await mobile()).toBe(held.form.contact.mobile)
        const wish: AskWish = { type: 'change', reason: 'contactChanged', remark: '', form: { contact: { mobile: '13955556666' } } }
        await house.approve(await house.ask(await own(employee), employee, wish))
        expect(await mobile()).toBe('13955556666')
      })

      it('that was begun before the contact changed is refused at its submission', async () => {
        const [held, cold] = await (async () => {
          const first = await house.held()
          const other = await house.held({
            certificateType: 'employee',
            form: { ...first.form, certificate: { holderName: '林员工', department: null, validityYears: 1 } },
          })
          await house.freeze(other)
          return [first, other] as const
        })()
        const draftId = await house.openDraft(house.byContact(cold), cold, unfreezing)
        await house.fill(draftId)
        await house.approve(
          await house.ask(await own(held), held, {
            type: 'change',
            reason: 'contactChanged',
            remark: '',
            form: { contact: { mobile: '13911113333' } },
          }),
        )
        await refuses(house.submit(draftId), 'policy.contact-quiet')
      })
    })

    describe('a freeze', () => {
      beforeAll(reopen)

      it('is told to the signer at once, and by a job where it is silent; asked again, it answers the same', async () => {
        const held = await house.held()
        const told: string[] = []
        const authority = {
          revoke: ({ serialNumber, reason }: { serialNumber: string; reason: string }) => {
            told.push(`${serialNumber} ${reason}`)
            return Promise.reject(new AppError('busy.signer'))
          },
        }
        const first = await house.freeze(held, { authority })
        house.advance(1000)
        const second = await house.freeze(held, { authority })
        expect([first.state, second.frozenAtMs]).toEqual(['frozen', first.frozenAtMs])
        expect(told).toEqual(Array.from({ length: 2 }, () => `${held.serialNumber} certificateHold`))
        expect(await house.endsOf(held)).toEqual(['certificateHold'])
        expect(await house.events(held.applicationNo, 'certificate.frozen')).toHaveLength(1)
        await refuses(house.logIn(held), 'auth.certificate-frozen')
      })

      it('goes to whoever is the contact today', async () => {
        const held = await house.held()
        await house.approve(
          await house.ask(await own(held), held, {
            type: 'change',
            reason: 'contactChanged',
            remark: '',
            form: { contact: { mobile: '13955556666' } },
          }),
        )
        await house.freeze(held)
        const jobs = (await house.opened.waitingJobs()).filter(({ name }) => name === 'send-notice')
        const notices = await house.opened.transaction((tx) =>
          Promise.all(jobs.map(({ payload }) => tx.notices.one(String(payload['noticeId'])))),
        )
        expect(
          notices
            .filter((each) => each?.kind === 'certificate-frozen' && each.applicationNo === held.applicationNo && each.channel === 'sms')
            .map((each) => each?.address),
        ).toEqual(['13955556666'])
      })

      it.each(['submitted', 'underReview', 'returned', 'approved', 'delivered', 'redeeming'] as const)(
        'stops a renewal that is %s: code void, certificate revoked, nothing to confirm',
        async (at) => {
          const held = await renewable()
          const applicationNo = await house.ask(await own(held), held, renewing)
          const { reviewer } = house.staff()
          if (at === 'underReview')
            await house.opened.transaction(({ cases }) =>
              cases.change({ applicationNo, from: 'submitted', version: 1, to: 'underReview', atMs: house.ground.clock.nowMs() }),
            )
          if (at === 'returned') await house.decide(applicationNo, 'return', reviewer, ['agent.name'])
          if (at === 'approved' || at === 'delivered' || at === 'redeeming') await house.approve(applicationNo)
          const code = at === 'delivered' || at === 'redeeming' ? await house.sendCode(applicationNo) : ''
          const got = at === 'redeeming' ? await house.redeemed(applicationNo, code) : undefined
          await house.freeze(held)
          expect(await house.stateOf(applicationNo)).toBe('withdrawn')
          expect((await house.codesOf(applicationNo)).map(({ state, endReason }) => [state, endReason])).toEqual(
            code === '' ? [] : [['voided', 'certificate-frozen']],
          )
          if (at === 'delivered') await refuses(house.redeem(code, await newKey()), 'state.passcode-voided')
          if (at === 'approved') await refuses(house.sendCode(applicationNo), 'state.application')
          if (at === 'returned') await refuses(house.correct(applicationNo, {}), 'state.application')
          if (got !== undefined) {
            expect(await house.stored(got.certificate)).toMatchObject({ state: 'revoked', confirmedAtMs: null })
            expect(await house.endsOf(got.certificate)).toEqual(['superseded'])
            await refuses(house.confirm(got.passcode, got.certificate, got.key.holder), 'state.passcode-voided')
          }
          expect(await stateOf(held)).toBe('frozen')
        },
      )

      it('while the signer signs for a renewal ends what comes back', async () => {
        const held = await renewable()
        const applicationNo = await house.ask(await own(held), held, renewing)
        await house.approve(applicationNo)
        const code = await house.sendCode(applicationNo)
        const { authority } = house.ground
        const late = {
          ...authority,
          issue: async (orders: Parameters<typeof authority.issue>[0]) => {
            const outcomes = await authority.issue(orders)
            await house.freeze(held)
            return outcomes
          },
        }
        await refuses(house.redeem(code, await newKey(), { authority: late }), 'state.passcode-voided')
        const events = await house.events(applicationNo, 'certificate.')
        expect(events.toSorted()).toEqual(['certificate.revoked', 'certificate.stored'])
      })

      it('and the confirmation of the successor at the same time: one of them is first, and never both certificates live on', async () => {
        for (let round = 0; round < 6; round += 1) {
          house.restart()
          const held = await renewable()
          const applicationNo = await house.ask(
            await own(held),
            held,
            round % 2 === 0 ? renewing : { type: 'renew', reason: 'algorithmUpgrade', remark: '' },
          )
          await house.approve(applicationNo)
          const { passcode, key, certificate } = await house.redeemed(applicationNo)
          const work = [() => house.freeze(held), () => house.confirm(passcode, certificate, key.holder)] as const
          const [frozenFirst, confirmed] =
            round < 3 ? await Promise.allSettled([work[0](), work[1]()]) : (await Promise.allSettled([work[1](), work[0]()])).toReversed()
          const [target, successor] = [await house.stored(held), await house.stored(certificate)]
          if (confirmed?.status === 'rejected') expect([target.state, successor.state]).toEqual(['frozen', 'revoked'])
          else expect([target.state, successor.state]).toEqual([frozenFirst?.status === 'fulfilled' ? 'frozen' : 'revoked', 'valid'])
        }
      })

      it('of a certificate that is over is refused, whether the round has come by or not', async () => {
        const held = await house.held()
        await leave(held, -1)
        await refuses(house.freeze(held), 'state.certificate-expired')
        await house.expireCertificates()
        await refuses(house.freeze(held), 'state.conflict')
        expect(await stateOf(held)).toBe('expired')
      })
    })

    describe('a reported loss', () => {
      it.each(rows.filter(({ rule }) => rule.freezesAtOnce))(
        '$type/$reason freezes at submission and revokes at approval',
        async ({ type, reason, rule }) => {
          const held = await house.held()
          const applicationNo = await house.ask(rule.byContact ? house.byContact(held) : await own(held), held, {
            type,
            reason,
            remark: '',
          })
          expect(await house.stateOf(applicationNo)).toBe('submitted')
          expect(await stateOf(held)).toBe('frozen')
          await refuses(house.logIn(held), 'auth.certificate-frozen')
          await house.approve(applicationNo)
          expect(await house.stored(held)).toMatchObject({ state: 'revoked', endReason: 'keyCompromise' })
          expect(await house.endsOf(held)).toEqual(['certificateHold', 'keyCompromise'])
          expect(await house.stateOf(applicationNo)).toBe(rule.makesCertificate ? 'approved' : 'completed')
        },
      )

      it('that is rejected leaves the hold, and that is corrected goes on', async () => {
        const held = await house.held()
        const { reviewer } = house.staff()
        const first = await house.ask(await own(held), held, { type: 'renew', reason: 'keyCompromise', remark: '' })
        await house.decide(first, 'return', reviewer, ['document.statement'])
        house.advance(1)
        await house.correct(first, {}, ['statement'])
        await house.decide(first, 'reject', reviewer)
        expect(await stateOf(held)).toBe('frozen')
      })
    })

    describe('what the new one takes the place of', () => {
      beforeAll(reopen)

      it.each(rows.filter(({ rule }) => rule.makesCertificate))(
        'ends for $type/$reason as its rule says',
        async ({ type, reason, rule }) => {
          const held = await house.held()
          if (reason === 'expiring') await leave(held, 60)
          if (reason === 'expired') await leave(held, -1)
          if (type === 'unfreeze') await house.freeze(held)
          const access = rule.byContact ? house.byContact(held) : await own(held)
          const form = rule.mayChange.includes('organization') ? { organization: { address: '新址 1 号' } } : undefined
          const applicationNo = await house.ask(access, held, {
            type,
            reason,
            remark: rule.needsRemark ? '原因' : '',
            ...(form === undefined ? {} : { form }),
          })
          await house.approve(applicationNo)
          const { passcode, key, certificate } = await house.redeemed(applicationNo)
          const before = await house.stored(held)
          expect(before.state).toBe(rule.targetEnd === 'approval' ? 'revoked' : type === 'unfreeze' ? 'frozen' : 'valid')
          await house.confirm(passcode, certificate, key.holder)
          const after = await house.stored(held)
          const atMs = house.ground.clock.nowMs()
          if (rule.targetEnd === 'overlap') {
            expect(after).toMatchObject({ state: 'valid', endsAtMs: atMs + 7 * dayMs })
            await house.confirm(passcode, certificate, key.holder)
            expect((await house.stored(held)).endsAtMs).toBe(atMs + 7 * dayMs)
            house.advance(7 * dayMs - 1)
            await house.endOverlaps()
            expect(await house.logIn(held)).toMatchObject({ serialNumber: held.serialNumber })
            house.advance(1)
            await refuses(house.logIn(held), 'auth.certificate-ended')
            await Promise.all([house.endOverlaps(), house.endOverlaps()])
          }
          expect(await house.stored(held)).toMatchObject(
            rule.targetEnd === 'never' ? { state: 'valid' } : { state: 'revoked', endReason: rule.revocationReason },
          )
          expect((await house.endsOf(held)).includes(rule.revocationReason)).toBe(rule.targetEnd !== 'never')
          expect(await house.events(held.applicationNo, 'certificate.revoked')).toHaveLength(rule.targetEnd === 'never' ? 0 : 1)
          expect(await house.stored(certificate)).toMatchObject({ state: 'valid', endsAtMs: null })
        },
      )

      it.each(rows.filter(({ rule }) => !rule.makesCertificate))(
        'or ends with no successor for $type/$reason, at the approval, or not at all',
        async ({ type, reason, rule }) => {
          const held = await house.held()
          // The newest business counts, and nothing else is of the same millisecond.
          house.advance(1000)
          const form =
            reason === 'agentChanged'
              ? { agent: { name: '新经办' } }
              : reason === 'contactChanged'
                ? { contact: { mobile: '13977778888' } }
                : undefined
          const applicationNo = await house.ask(await own(held), held, {
            type,
            reason,
            remark: '原因',
            ...(form === undefined ? {} : { form }),
          })
          await house.approve(applicationNo)
          expect(await house.stateOf(applicationNo)).toBe('completed')
          expect(await house.stored(held)).toMatchObject(
            rule.targetEnd === 'never' ? { state: 'valid', endReason: null } : { state: 'revoked', endReason: rule.revocationReason },
          )
          await refuses(house.sendCode(applicationNo), 'state.application')
          if (form === undefined) return
          const { draft } = await draftOf(held)
          expect(draft.form).toMatchObject(form)
        },
      )

      const draftOf = async (held: Held) => {
        const draftId = await house.openDraft(await own(held), held, { type: 'renew', reason: 'algorithmUpgrade', remark: '' })
        return { draft: present(await house.opened.transaction(({ drafts }) => drafts.one(draftId))) }
      }

      it('never outlives its own end, however long the overlap is', async () => {
        const held = await house.held()
        await leave(held, 3)
        const applicationNo = await house.ask(await own(held), held, renewing)
        await house.approve(applicationNo)
        await house.install(applicationNo)
        const { endsAtMs, notAfterMs } = await house.stored(held)
        expect(endsAtMs).toBe(notAfterMs)
      })

      it('stays valid to its overlap although the clock was set back, and ends once by several servers', async () => {
        const held = await renewable()
        const applicationNo = await house.ask(await own(held), held, renewing)
        await house.approve(applicationNo)
        await house.install(applicationNo)
        house.advance(-30 * dayMs)
        await house.endOverlaps()
        expect(await stateOf(held)).toBe('valid')
        house.advance(37 * dayMs)
        await Promise.all([house.endOverlaps(), house.endOverlaps(), house.endOverlaps()])
        expect(await house.events(held.applicationNo, 'certificate.revoked')).toHaveLength(1)
        expect(await stateOf(held)).toBe('revoked')
      })

      it('ends once when two servers confirm at once', async () => {
        const held = await house.held()
        const applicationNo = await house.ask(await own(held), held, { type: 'renew', reason: 'algorithmUpgrade', remark: '' })
        await house.approve(applicationNo)
        const { passcode, key, certificate } = await house.redeemed(applicationNo)
        await Promise.all(Array.from({ length: 4 }, () => house.confirm(passcode, certificate, key.holder)))
        expect(await house.events(held.applicationNo, 'certificate.revoked')).toHaveLength(1)
        expect(await house.endsOf(held)).toEqual(['superseded'])
        expect(await stateOf(held)).toBe('revoked')
      })
    })

    it('renews several in one go: each is answered for itself, and the same again', async () => {
      const [first, frozenOne, far] = [await renewable(), await frozen(), await house.held()]
      const access = house.byContact(first)
      const key = crypto.randomUUID()
      expect((await house.renewAll(access, [first], key)).map(({ code }) => code)).toEqual(['policy.certificate-needed'])
      const own1 = await own(first)
      const results = await house.renewAll(own1, [first, frozenOne, far], key)
      expect(results.map(({ code }) => code)).toEqual([null, 'missing.certificate', 'missing.certificate'])
      expect(await house.stateOf(results[0]?.applicationNo ?? '')).toBe('submitted')
      expect((await house.renewAll(own1, [first], key)).map(({ code }) => code)).toEqual(['state.follow-up-open'])
    })
  })
}
