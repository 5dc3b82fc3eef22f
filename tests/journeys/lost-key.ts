import type { DeskCertificate, DeskCertificateList } from '@certhall/contract/desk/certificates'
import { planOf } from '../browser/plans.ts'
import { readClock } from './evaluation-clock.ts'
import { askOcsp, watchOcsp } from './freeze-probe.ts'
import { certhall, type HallPeople, hirePeople, invite, passcodeFor } from './hall-people.ts'
import type { Held } from './holder.ts'
import { certificateIn, enterByContact, enterWith, expectRefusal, followUp, freeze, keyOf, pathOf } from './holder-acts.ts'
import type { JourneyWithSettings, Stage } from './journey.ts'
import { downloadConfirmed, type Downloading, obtain, p12Medium, saveHolder, type StoryMedium, ukeyMedium } from './media.ts'
import { openSession, type Session } from './session.ts'
import { enrol, type StaffMember } from './staff-member.ts'
import { openStatusJudges, type StatusJudges } from './status-judges.ts'
import { openUkeyDesk } from './ukey-holder.ts'

/** 补办: three o'clock in the morning, the key is gone. Freezing needs neither it nor anybody at the desk; what follows needs papers and people. */
export const lostKeyJourney: JourneyWithSettings = async () => ({
  environment: {},
  live: async (stage) => {
    const {
      system,
      system: { baseUrl },
      directory,
      step,
    } = stage
    const judges = openStatusJudges(baseUrl, directory)
    const desk = await step('the client is started, with two UKEYs', () => openUkeyDesk(stage))
    try {
      const people = await hirePeople(stage)
      const ground = { stage, people, judges }
      const [first, second] = [ukeyMedium(baseUrl, desk.first), ukeyMedium(baseUrl, desk.second)]
      const replaced = await loseAndReplace(ground, 'ukey', planOf(421), first, second)
      await loseAndReplace(ground, 'p12', planOf(422), p12Medium(baseUrl), second)
      await callCustomerService(ground, planOf(423))
      await step('the hall’s invariants hold', async () => void certhall(system, 'invariants'))
      await step('the audit chain verifies', async () => void certhall(system, 'audit', 'verify'))
      return {
        root: 'root-of-issuing-ec.pem',
        ...saveHolder(directory, replaced),
        ocspUrl: `${baseUrl}/ocsp`,
        crlUrl: `${baseUrl}/crl/issuing-ec.crl`,
        certificates: judges.heard((await readClock(baseUrl)).now),
        ocspResponses: judges.kept(),
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

type Plan = ReturnType<typeof planOf>

/** The holder of a certificate who has a session with it open, and loses it. */
const obtainAndLose = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
  }: Ground,
  name: string,
  plan: Plan,
  medium: StoryMedium,
): Promise<{ readonly held: Held; readonly open: Session }> => {
  const held = await step(`${name}: a certificate is asked for, issued and installed`, () => obtain(baseUrl, people, plan, medium))
  judges.save(name, held.issued)
  return {
    held,
    open: await step(`${name}: it is good, and somebody is logged in with it`, async () => {
      await judges.hear(name, 'good')
      return enterWith(baseUrl, held)
    }),
  }
}

const loseAndReplace = async (ground: Ground, name: string, plan: Plan, medium: StoryMedium, next: StoryMedium): Promise<Downloading> => {
  const {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
  } = ground
  const { held, open } = await obtainAndLose(ground, name, plan, medium)
  const before = await judges.read(name, 'good')
  const contact = await step(`${name}: three o'clock: no key, but organisation code, human check and a code to the contact`, () =>
    enterByContact(baseUrl, plan),
  )
  await step(`${name}: frozen at once, with nobody at the desk; whoever has the key is out`, async () => {
    const watch = watchOcsp(held)
    const frozen = await freeze(contact, held, 'mediumLost')
    await watch.until('certificateHold', 1_000)
    if (frozen.state !== 'frozen') throw new Error(`the answer to the freeze says ${frozen.state}`)
    await expectRefusal('auth.certificate-frozen', () => open.get('/certificates'))
    await expectRefusal('auth.certificate-frozen', () => held.logIn(openSession(baseUrl)))
  })
  await step(`${name}: OCSP, list and delta say certificateHold; who has the list of before learns it from the delta`, async () => {
    await judges.hear(name, 'certificateHold')
    await judges.learnFromDelta(name, before, await judges.read(name, 'certificateHold'))
  })
  await step(`${name}: without the key there is neither renewal nor change`, async () => {
    const { may } = await certificateIn(contact, held)
    if (may.renew === null || may.change === null) throw new Error('what needs the key is offered without it')
    if (may.replace !== null || may.unfreeze !== null) throw new Error('what needs no key is not offered')
  })
  const applicationNo = await step(`${name}: in the morning a replacement for the lost medium is asked for, with papers`, () =>
    followUp(contact, held, { type: 'replace', reason: 'mediumLost', medium: next.kind }),
  )
  const passcode = await step(`${name}: approved: the old one is revoked for keyCompromise, before anything is downloaded`, async () => {
    if ((await askOcsp(held)) !== 'certificateHold') throw new Error('it should be on hold until the approval')
    const arrived = await passcodeFor(baseUrl, people, applicationNo)
    await judges.read(name, 'keyCompromise')
    await judges.hear(name, 'keyCompromise')
    return arrived
  })
  const freshName = `${name}-replaced`
  const fresh = await step(`${name}: a new certificate with a new key on a new medium (${next.kind})`, () =>
    downloadConfirmed(next, passcode),
  )
  judges.save(freshName, fresh.issued)
  await step(`${name}: it is good, and its holder logs in; with the lost one nobody does`, async () => {
    await judges.hear(freshName, 'good')
    await judges.read(freshName, 'good')
    const { state } = await certificateIn(await enterWith(baseUrl, fresh), fresh)
    if (state !== 'valid') throw new Error(`the new certificate is ${state}`)
    await expectRefusal('auth.certificate-ended', () => held.logIn(openSession(baseUrl)))
  })
  return fresh
}

/** The contact's mobile was stolen with it: customer service freezes on the phone. What is lost for good is revoked. */
const callCustomerService = async (ground: Ground, plan: Plan): Promise<void> => {
  const {
    stage: {
      system,
      system: { baseUrl },
      step,
    },
    people,
    judges,
  } = ground
  const name = 'phoned'
  const { held, open } = await obtainAndLose(ground, name, plan, p12Medium(baseUrl))
  const service = await step('customer service enrols through a link of the terminal', () =>
    enrol(baseUrl, invite(system, '刘客服', 'customerService')),
  )
  await step(`${name}: customer service finds the certificate by the code that the caller gives, and freezes it`, () =>
    freezeOnThePhone(service, held, plan),
  )
  await step(`${name}: sessions end, OCSP, list and delta say certificateHold`, async () => {
    await expectRefusal('auth.certificate-frozen', () => open.get('/certificates'))
    await judges.hear(name, 'certificateHold')
    await judges.read(name, 'certificateHold')
  })
  await step(`${name}: nobody at the desk but customer service freezes`, () =>
    expectRefusal('policy.role-missing', () => people.issuer.session.post(`/desk${pathOf(keyOf(held))}/freeze`, callOf('suspicious'))),
  )
  await step(`${name}: given up for good: revoked for keyCompromise when it is approved, and nothing new is issued`, async () => {
    await people.reviewer.approve(await followUp(await enterByContact(baseUrl, plan), held, { type: 'revoke', reason: 'mediumLost' }))
    await judges.read(name, 'keyCompromise')
    await judges.hear(name, 'keyCompromise')
  })
}

const freezeOnThePhone = async ({ session }: StaffMember, held: Held, { code }: Plan): Promise<void> => {
  const { rows } = await session.get<DeskCertificateList>(`/desk/certificates?query=${code}`)
  const found = rows.find(({ serialNumber }) => serialNumber === held.issued.serialNumber)
  if (found?.may.freeze !== null) throw new Error('the certificate is not found, or may not be frozen')
  const watch = watchOcsp(held)
  const { state } = await session.post<DeskCertificate>(`/desk${pathOf(found)}/freeze`, callOf('mediumLost'))
  await watch.until('certificateHold', 1_000)
  if (state !== 'frozen') throw new Error(`the answer to the freeze says ${state}`)
}

const callOf = (reason: 'mediumLost' | 'suspicious') => ({
  reason,
  remark: '来电挂失',
  callerName: '陈小燕',
  callBackNumber: '020-12345678',
})
