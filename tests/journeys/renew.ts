import { planOf } from '../browser/plans.ts'
import type { ApplicationPlan } from './applicant.ts'
import { dayMs, moveClock, readClock } from './evaluation-clock.ts'
import { certhall, type HallPeople, hirePeople, passcodeFor } from './hall-people.ts'
import type { Held } from './holder.ts'
import { certificateIn, certificatesOf, enterWith, expectRefusal, followUp, keyOf, renewSeveral } from './holder-acts.ts'
import type { JourneyWithSettings, Stage } from './journey.ts'
import { downloadConfirmed, type Downloading, obtain, p12Medium, saveHolder, type StoryMedium, ukeyMedium } from './media.ts'
import { awaitMessage } from './outbox.ts'
import { openSession } from './session.ts'
import { openStatusJudges, type StatusJudges } from './status-judges.ts'
import { openUkeyDesk } from './ukey-holder.ts'

/** 更新: two certificates each in a P12 and in a UKEY, from the first reminder to the end of the old ones; and one whose key is no secret any more. */
export const renewJourney: JourneyWithSettings = async () => ({
  environment: {},
  live: async (stage) => {
    const {
      system: { baseUrl },
      directory,
      step,
    } = stage
    const judges = openStatusJudges(baseUrl, directory)
    const desk = await step('the client is started, with two UKEYs', () => openUkeyDesk(stage))
    try {
      const people = await hirePeople(stage)
      const ground: Ground = { stage, people, judges, holders: holdersOf(baseUrl, ukeyMedium(baseUrl, desk.first)) }
      const first = await obtainAll(ground)
      await waitForReminders(ground, first)
      const renewed = await renewAll(ground, first)
      await endOverlaps(ground, first, renewed)
      const [newest] = await losePrivacy(ground, renewed)
      await step('the hall’s invariants hold', async () => void certhall(stage.system, 'invariants'))
      await step('the audit chain verifies', async () => void certhall(stage.system, 'audit', 'verify'))
      return { ...(newest === undefined ? {} : saveHolder(directory, newest)), ...(await factsOf(ground)) }
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
  readonly holders: readonly Holder[]
}

interface Holder {
  readonly who: string
  readonly medium: StoryMedium
  readonly email: string
  /** Of one organisation, the certificate that sees all of them first. */
  readonly plans: readonly ApplicationPlan[]
}

/** By holder, in the order of their plans. */
type AllHeld = ReadonlyMap<string, readonly Held[]>

const holdersOf = (baseUrl: string, ukey: StoryMedium): readonly Holder[] => {
  const [file, token] = [planOf(411), planOf(412)]
  const tax: ApplicationPlan = { ...file, selection: { ...file.selection, projectId: 'tax' } }
  const person: ApplicationPlan = {
    ...token,
    selection: { ...token.selection, certificateType: 'legalRepresentative' },
    form: { ...token.form, certificate: { holderName: '王伟', validityYears: 1 } },
  }
  return [
    { who: 'p12', medium: p12Medium(baseUrl), email: file.email, plans: [file, tax] },
    { who: 'ukey', medium: ukey, email: token.email, plans: [token, person] },
  ]
}

const nameOf = ({ who }: Holder, index: number, generation: string): string => `${who}-${index + 1}-${generation}`

const obtainAll = async ({ stage: { system, step }, people, judges, holders }: Ground): Promise<AllHeld> => {
  const all = new Map<string, readonly Held[]>()
  for (const holder of holders) {
    const { who, medium, plans } = holder
    const held: Held[] = []
    for (const [index, plan] of plans.entries())
      held.push(
        await step(`${who}: certificate ${index + 1} is asked for, issued and installed`, () =>
          obtain(system.baseUrl, people, plan, medium),
        ),
      )
    held.forEach((each, index) => judges.save(nameOf(holder, index, 'old'), each.issued))
    all.set(who, held)
  }
  return all
}

/** 95 days before the end nobody renews; 60 days before it everybody has been told. */
const waitForReminders = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    holders,
  }: Ground,
  all: AllHeld,
): Promise<void> => {
  const ends = [...all.values()].flat().map(({ issued }) => Date.parse(issued.notAfter))
  const endMs = Math.min(...ends)
  await step('the clock is moved to 95 days before the end: too early for a renewal', async () => {
    await moveClock(baseUrl, { to: new Date(endMs - 95 * dayMs).toISOString() })
    for (const [held] of all.values())
      if (held !== undefined)
        await expectRefusal('policy.renewal-window', async () =>
          followUp(await enterWith(baseUrl, held), held, { type: 'renew', reason: 'expiring' }),
        )
  })
  await step('the clock is moved to 60 days before the end; a reminder arrives for each certificate', async () => {
    await moveClock(baseUrl, { to: new Date(endMs - 60 * dayMs).toISOString() })
    await people.logInAgain()
    const outbox = openSession(baseUrl)
    for (const { who, email } of holders)
      for (const { applicationNo } of all.get(who) ?? [])
        await awaitMessage(
          outbox,
          (each) => each.kind === 'certificate-expiring' && each.to === email && each.applicationNo === applicationNo,
        )
  })
}

const renewAll = async (ground: Ground, all: AllHeld): Promise<AllHeld> => {
  const {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
    holders,
  } = ground
  const renewed = new Map<string, readonly Held[]>()
  for (const holder of holders) {
    const { who, medium } = holder
    const old = all.get(who) ?? []
    const applications = await step(`${who}: logs in, sees both certificates, renews them in one go; once more is refused`, () =>
      renewBoth(baseUrl, old),
    )
    const fresh: Held[] = []
    for (const applicationNo of applications)
      fresh.push(
        await step(`${who}: ${applicationNo} is approved and released; downloaded and installed`, async () =>
          downloadConfirmed(medium, await passcodeFor(baseUrl, people, applicationNo)),
        ),
      )
    fresh.forEach((each, index) => judges.save(nameOf(holder, index, 'new'), each.issued))
    renewed.set(who, fresh)
    await step(`${who}: OpenSSL and GnuTLS hear good for old and new; the hall says when the old ones end`, async () => {
      for (const index of old.keys()) for (const generation of ['old', 'new']) await judges.hear(nameOf(holder, index, generation), 'good')
      await judges.read(nameOf(holder, 0, 'old'), 'good')
      await expectOverlap(baseUrl, old, fresh)
    })
  }
  return renewed
}

const renewBoth = async (baseUrl: string, old: readonly Held[]): Promise<readonly string[]> => {
  const [first] = old
  if (first === undefined) throw new Error('there is nothing to renew')
  const session = await enterWith(baseUrl, first)
  const shown = (await certificatesOf(session)).map(({ serialNumber }) => serialNumber)
  if (!old.every(({ issued }) => shown.includes(issued.serialNumber))) throw new Error(`only ${shown.join(', ')} are shown`)
  const applications = await renewSeveral(session, old.map(keyOf))
  await expectRefusal('state.follow-up-open', () => followUp(session, first, { type: 'renew', reason: 'expiring' }))
  return applications
}

/** Seven days from the installation on; until then the old one logs in as well. */
const expectOverlap = async (baseUrl: string, old: readonly Held[], fresh: readonly Held[]): Promise<void> => {
  const nowMs = Date.parse((await readClock(baseUrl)).now)
  for (const [index, each] of old.entries()) {
    await enterWith(baseUrl, each)
    const { endsAt, may } = await certificateIn(await enterWith(baseUrl, fresh[0] ?? each), each)
    const days = (Date.parse(endsAt ?? '') - nowMs) / dayMs
    if (!(days > 6.9 && days <= 7)) throw new Error(`old certificate ${index + 1} should end in seven days, not ${days}`)
    if (may.renew === null) throw new Error('what has been renewed could be renewed again')
  }
}

const endOverlaps = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
    holders,
  }: Ground,
  all: AllHeld,
  renewed: AllHeld,
): Promise<void> => {
  await step('the clock is moved by eight days', async () => {
    await moveClock(baseUrl, { byMs: 8 * dayMs })
    await people.logInAgain()
  })
  for (const holder of holders) {
    await step(`${holder.who}: the old ones are superseded on OCSP, list and delta; the new ones are good`, async () => {
      for (const index of holder.plans.keys()) {
        // The list says it when the round has run and the signer knows; what OCSP says then is no matter of luck.
        await judges.read(nameOf(holder, index, 'old'), 'superseded')
        await judges.hear(nameOf(holder, index, 'old'), 'superseded')
        await judges.read(nameOf(holder, index, 'new'), 'good')
        await judges.hear(nameOf(holder, index, 'new'), 'good')
      }
    })
    await step(`${holder.who}: nobody logs in with the old one any more, but with the new one`, async () => {
      const [old, fresh] = [all.get(holder.who)?.[0], renewed.get(holder.who)?.[0]]
      if (old === undefined || fresh === undefined) throw new Error('there is nothing to log in with')
      await expectRefusal('auth.certificate-ended', () => old.logIn(openSession(baseUrl)))
      await enterWith(baseUrl, fresh)
    })
  }
}

/** A renewal because the key got out: frozen when it is asked for, revoked when it is approved, long before the new one is there. */
const losePrivacy = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
    holders,
  }: Ground,
  renewed: AllHeld,
): Promise<readonly Downloading[]> => {
  const newest: Downloading[] = []
  for (const holder of holders) {
    const { who, medium } = holder
    const held = renewed.get(who)?.[0]
    if (held === undefined) throw new Error('there is nothing whose key could get out')
    const name = nameOf(holder, 0, 'new')
    const session = await enterWith(baseUrl, held)
    const before = await judges.read(name, 'good')
    const applicationNo = await step(
      `${who}: a renewal for a compromised key is asked for: frozen at once, on OCSP, list and delta`,
      async () => {
        const submitted = await followUp(session, held, { type: 'renew', reason: 'keyCompromise' })
        await expectRefusal('auth.certificate-frozen', () => certificatesOf(session))
        await judges.learnFromDelta(name, before, await judges.read(name, 'certificateHold'))
        await judges.hear(name, 'certificateHold')
        return submitted
      },
    )
    const passcode = await step(`${who}: approved: revoked for keyCompromise, before anything is downloaded`, async () => {
      const arrived = await passcodeFor(baseUrl, people, applicationNo)
      await judges.read(name, 'keyCompromise')
      await judges.hear(name, 'keyCompromise')
      return arrived
    })
    await step(`${who}: a new key and a new certificate, good from the start`, async () => {
      const fresh = await downloadConfirmed(medium, passcode)
      const freshName = nameOf(holder, 0, 'newest')
      judges.save(freshName, fresh.issued)
      await judges.hear(freshName, 'good')
      await judges.read(freshName, 'good')
      await enterWith(baseUrl, fresh)
      newest.push(fresh)
    })
  }
  return newest
}

const factsOf = async ({
  stage: {
    system: { baseUrl },
  },
  judges,
}: Ground): Promise<Readonly<Record<string, unknown>>> => {
  // Whoever judges these files needs the hall's time.
  const hallTime = (await readClock(baseUrl)).now
  return {
    root: 'root-of-issuing-ec.pem',
    ocspUrl: `${baseUrl}/ocsp`,
    crlUrl: `${baseUrl}/crl/issuing-ec.crl`,
    hallTime,
    certificates: judges.heard(hallTime),
    ocspResponses: judges.kept(),
  }
}
