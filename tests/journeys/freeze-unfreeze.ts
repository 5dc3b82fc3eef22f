import { planOf } from '../browser/plans.ts'
import { readClock } from './evaluation-clock.ts'
import { type FreezeFigures, measureFreeze, watchOcsp } from './freeze-probe.ts'
import { certhall, type HallPeople, hirePeople, passcodeFor, releasedPasscode } from './hall-people.ts'
import { certificateIn, enterByContact, enterWith, expectRefusal, followUp } from './holder-acts.ts'
import type { JourneyWithSettings, Stage } from './journey.ts'
import { type Downloading, obtain, p12Medium, saveHolder, type StoryMedium, ukeyMedium } from './media.ts'
import { openSession } from './session.ts'
import { openStatusJudges, type StatusJudges } from './status-judges.ts'
import { openUkeyDesk } from './ukey-holder.ts'

/** 冻结、解冻: what stops within a second of a freeze, and what it takes to be good again. */
export const freezeUnfreezeJourney: JourneyWithSettings = async () => ({
  environment: {},
  live: async (stage) => {
    const { system, directory, step } = stage
    const { baseUrl } = system
    const judges = openStatusJudges(baseUrl, directory)
    const desk = await step('the client is started, with two UKEYs', () => openUkeyDesk(stage))
    try {
      const people = await hirePeople(stage)
      const ground = { stage, people, judges }
      const p12 = await liveThrough(ground, 'P12', planOf(401), p12Medium(baseUrl))
      const ukey = await liveThrough(ground, 'UKEY', planOf(402), ukeyMedium(baseUrl, desk.first))
      await step('the hall’s invariants hold', async () => void certhall(system, 'invariants'))
      await step('the audit chain verifies', async () => void certhall(system, 'audit', 'verify'))
      return {
        root: 'root-of-issuing-ec.pem',
        ...saveHolder(directory, p12.fresh),
        ocspUrl: `${baseUrl}/ocsp`,
        crlUrl: `${baseUrl}/crl/issuing-ec.crl`,
        certificates: judges.heard((await readClock(baseUrl)).now),
        ocspResponses: judges.kept(),
        figures: { p12: p12.figures, ukey: ukey.figures },
      }
    } finally {
      await desk.close()
      judges.close()
    }
  },
})

interface Ground {
  readonly stage: Stage
  readonly people: HallPeople
  readonly judges: StatusJudges
}

interface Lived {
  readonly figures: FreezeFigures
  readonly fresh: Downloading
}

type Plan = ReturnType<typeof planOf>

const liveThrough = async (ground: Ground, who: string, plan: Plan, medium: StoryMedium): Promise<Lived> => {
  const {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
  } = ground
  const name = who.toLowerCase()
  const held = await step(`${who}: a certificate is asked for, issued and installed`, () => obtain(baseUrl, people, plan, medium))
  judges.save(name, held.issued)
  await step(`${who}: OCSP, list and delta say good`, async () => {
    await judges.hear(name, 'good')
    await judges.read(name, 'good')
  })
  const [first, second] = await step(
    `${who}: the holder logs in at two places`,
    async () => [await enterWith(baseUrl, held), await enterWith(baseUrl, held)] as const,
  )
  const stoppedName = `${name}-stopped`
  const stopped = await step(`${who}: a renewal is under way, its certificate issued and not confirmed yet`, async () => {
    const renewalNo = await followUp(first, held, { type: 'renew', reason: 'algorithmUpgrade' })
    const downloading = await medium.download(await passcodeFor(baseUrl, people, renewalNo))
    judges.save(stoppedName, downloading.issued)
    await judges.hear(stoppedName, 'good')
    return downloading
  })
  const figures = await step(`${who}: frozen; both sessions end, OCSP says so within a second, the list within a minute`, () =>
    measureFreeze(held, first, second),
  )
  await step(`${who}: OpenSSL and GnuTLS hear certificateHold, and read it on list and delta`, async () => {
    await judges.hear(name, 'certificateHold')
    await judges.read(name, 'certificateHold')
  })
  await step(`${who}: the freeze has stopped the renewal: its PASSCODE is void, what came of it revoked`, async () => {
    await expectRefusal('state.passcode-voided', () => stopped.confirm())
    await judges.read(stoppedName, 'superseded')
    await judges.hear(stoppedName, 'superseded')
  })
  await step(`${who}: a login is refused, because it is frozen`, () =>
    expectRefusal('auth.certificate-frozen', () => held.logIn(openSession(baseUrl))),
  )
  const contact = await step(
    `${who}: by organisation code, human check and a code to the contact the holder comes in without the key`,
    () => enterByContact(baseUrl, plan),
  )
  await step(`${who}: an unfreeze is asked for, and rejected: the hold stays`, async () => {
    const rejectedNo = await followUp(contact, held, { type: 'unfreeze', reason: 'mediumFound' })
    await expectRefusal('state.follow-up-open', () => followUp(contact, held, { type: 'unfreeze', reason: 'other' }))
    await people.reviewer.reject(rejectedNo, 'identityNotProven')
    await judges.hear(name, 'certificateHold')
  })
  const applicationNo = await step(`${who}: asked for once more`, () =>
    followUp(contact, held, { type: 'unfreeze', reason: 'frozenByMistake' }),
  )
  await step(`${who}: one reviewer is not enough, nor the same one twice`, async () => {
    await people.reviewer.approve(applicationNo)
    await expectRefusal('state.decided', () => people.reviewer.approve(applicationNo))
    await expectRefusal('state.application', () => people.issuer.sendPasscode(applicationNo))
  })
  const passcode = await step(`${who}: a second reviewer approves, a third person releases, the PASSCODE arrives`, async () => {
    await people.second.approve(applicationNo)
    return releasedPasscode(baseUrl, people.issuer, applicationNo)
  })
  const newName = `${name}-unfrozen`
  const fresh = await step(`${who}: a new key and a new certificate; the old one is still on hold`, async () => {
    const downloading = await medium.download(passcode)
    judges.save(newName, downloading.issued)
    await judges.hear(name, 'certificateHold')
    return downloading
  })
  await step(`${who}: installed; only now the old one is superseded, and it never was good in between`, async () => {
    const watch = watchOcsp(held)
    await fresh.confirm()
    const heard = await watch.until('superseded', 5_000)
    if (heard.some((status) => status !== 'certificateHold' && status !== 'superseded')) throw new Error(`OCSP said ${heard.join(', ')}`)
    await judges.hear(name, 'superseded')
    await judges.hear(newName, 'good')
  })
  await step(`${who}: list and delta agree`, async () => {
    await judges.read(name, 'superseded')
    await judges.read(newName, 'good')
  })
  await step(`${who}: the holder logs in with the new certificate; with the old one nobody does`, async () => {
    const { state } = await certificateIn(await enterWith(baseUrl, fresh), fresh)
    if (state !== 'valid') throw new Error(`the new certificate is ${state}`)
    await expectRefusal('auth.certificate-ended', () => held.logIn(openSession(baseUrl)))
  })
  return { figures, fresh }
}
