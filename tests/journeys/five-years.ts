import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { planOf } from '../browser/plans.ts'
import type { ApplicationPlan } from './applicant.ts'
import { dayMs, moveClock, readClock } from './evaluation-clock.ts'
import { certhall, type HallPeople, hireAgain, hirePeople, passcodeFor, releasedPasscode } from './hall-people.ts'
import type { Held } from './holder.ts'
import { enterByContact, enterWith, expectRefusal, followUp, freeze, keyOf, renewSeveral } from './holder-acts.ts'
import type { JourneyWithSettings, Stage } from './journey.ts'
import { downloadConfirmed, obtain, p12Medium, type StoryMedium, ukeyMedium } from './media.ts'
import { fetchBytes } from './relying-party.ts'
import { openSession } from './session.ts'
import { onList, openStatusJudges, type StatusJudges } from './status-judges.ts'
import { turnOfHalfCentury } from './half-century.ts'
import { openUkeyDesk } from './ukey-holder.ts'

/**
 * Five years in minutes. Two holders, a P12 and a UKEY, renew every year; another one every year freezes, and every other
 * unfreezes. The staff get new certificates, the roots new lists, and in the third year another authority takes over.
 */
export const fiveYearsJourney: JourneyWithSettings = async () => ({
  environment: {},
  live: async (stage) => {
    const {
      system,
      system: { baseUrl },
      directory,
      step,
    } = stage
    const judges = openStatusJudges(baseUrl, directory)
    const desk = await step('the client is started, with a UKEY', () => openUkeyDesk(stage))
    try {
      const startMs = Date.parse((await readClock(baseUrl)).now)
      let people = await hirePeople(stage)
      const holders: readonly Holder[] = [
        { who: 'p12', plan: planOf(431), medium: p12Medium(baseUrl) },
        { who: 'ukey', plan: planOf(432), medium: ukeyMedium(baseUrl, desk.first) },
      ]
      let held = await obtainAll({ stage, people, judges, year: 1 }, holders)
      for (const year of [1, 2, 3, 4, 5]) {
        const ground: Ground = { stage, people, judges, year }
        if (year === 3) await rollOver(ground)
        const frozen = await freezeOne(ground)
        const renewed = await renewAll(ground, holders, held)
        await step(`year ${year}: the roots sign their lists again`, async () => void certhall(system, 'ca', 'root-lists'))
        people = await hireAgain(stage, people)
        await passEnd(ground, held, frozen)
        await people.logInAgain()
        await judgeYear(ground, holders, renewed)
        held = renewed
      }
      await step('the clock has gone five years', async () => {
        const wantedMs = startMs + 5 * 365 * dayMs
        if (Date.parse((await readClock(baseUrl)).now) < wantedMs) await moveClock(baseUrl, { to: new Date(wantedMs).toISOString() })
      })
      await step('the hall’s invariants hold', async () => void certhall(system, 'invariants'))
      await step('the audit chain verifies', async () => void certhall(system, 'audit', 'verify'))
      await turnOfHalfCentury(stage)
      const hallTime = (await readClock(baseUrl)).now
      return {
        root: 'root-of-issuing-ec-2.pem',
        ocspUrl: `${baseUrl}/ocsp`,
        crlUrl: `${baseUrl}/crl/issuing-ec-2.crl`,
        hallTime,
        certificates: judges.heard(hallTime),
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
  readonly year: number
}

interface Holder {
  readonly who: string
  readonly plan: ApplicationPlan
  readonly medium: StoryMedium
}

interface Named {
  readonly name: string
  readonly held: Held
}

const obtainAll = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
  }: Ground,
  holders: readonly Holder[],
): Promise<readonly Named[]> => {
  const all: Named[] = []
  for (const { who, plan, medium } of holders) {
    const held = await step(`${who}: a first certificate is asked for, issued and installed`, () => obtain(baseUrl, people, plan, medium))
    judges.save(`${who}-0`, held.issued)
    all.push({ name: `${who}-0`, held })
  }
  return all
}

/** 45 days before the end the renewal; eight days later the old one has ended. */
const renewAll = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    people,
    judges,
    year,
  }: Ground,
  holders: readonly Holder[],
  held: readonly Named[],
): Promise<readonly Named[]> => {
  await step(`year ${year}: the clock is moved to 45 days before the first end`, async () => {
    await moveClock(baseUrl, { to: new Date(firstEndMs(held) - 45 * dayMs).toISOString() })
    await people.logInAgain()
  })
  const renewed: Named[] = []
  for (const [index, { who, medium }] of holders.entries()) {
    const old = held[index]
    if (old === undefined) throw new Error(`${who} has nothing to renew`)
    const fresh = await step(`year ${year}: ${who} renews, and installs the new one`, async () => {
      const [applicationNo = ''] = await renewSeveral(await enterWith(baseUrl, old.held), [keyOf(old.held)])
      return downloadConfirmed(medium, await passcodeFor(baseUrl, people, applicationNo))
    })
    judges.save(`${who}-${year}`, fresh.issued)
    renewed.push({ name: `${who}-${year}`, held: fresh })
  }
  await step(`year ${year}: eight days later the old ones are superseded`, async () => {
    await moveClock(baseUrl, { byMs: 8 * dayMs })
    for (const { name } of held) {
      await judges.read(name, 'superseded')
      await judges.hear(name, 'superseded')
    }
  })
  return renewed
}

/** One certificate a year is frozen; in even years it comes back with a new key, in odd ones it stays on hold until it ends. */
const freezeOne = async ({
  stage: {
    system: { baseUrl },
    step,
  },
  people,
  judges,
  year,
}: Ground): Promise<Named> => {
  const [name, plan, medium] = [`frozen-${year}`, planOf(440 + year), p12Medium(baseUrl)]
  const held = await step(`year ${year}: a new certificate is issued, and frozen`, async () => {
    const obtained = await obtain(baseUrl, people, plan, medium)
    judges.save(name, obtained.issued)
    await freeze(await enterWith(baseUrl, obtained), obtained, 'suspicious')
    await judges.read(name, 'certificateHold')
    await judges.hear(name, 'certificateHold')
    return obtained
  })
  if (year % 2 === 0)
    await step(`year ${year}: unfrozen with a new key; the old one is superseded`, async () => {
      const applicationNo = await followUp(await enterByContact(baseUrl, plan), held, { type: 'unfreeze', reason: 'frozenByMistake' })
      await people.reviewer.approve(applicationNo)
      await people.second.approve(applicationNo)
      const fresh = await downloadConfirmed(medium, await releasedPasscode(baseUrl, people.issuer, applicationNo))
      judges.save(`unfrozen-${year}`, fresh.issued)
      await judges.read(name, 'superseded')
      await judges.hear(`unfrozen-${year}`, 'good')
    })
  return { name, held }
}

/** Past the end of the year's old certificates: on one list more, and then on none. */
const passEnd = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    judges,
    year,
  }: Ground,
  old: readonly Named[],
  frozen: Named,
): Promise<void> => {
  const ended = [...old, frozen]
  const endMs = Math.max(...ended.map(({ held }) => Date.parse(held.issued.notAfter)))
  await step(
    `year ${year}: past their ends OpenSSL finds them expired; their entries are on one list more, and on none after that`,
    async () => {
      const watches = ended.map(({ held }) => watchEnd(held, endMs))
      await moveClock(baseUrl, { to: new Date(endMs + 60_000).toISOString() })
      for (const [index, watch] of watches.entries())
        if (!(await watch)) throw new Error(`${ended[index]?.name} was on no list after its end`)
      for (const { name, held } of ended) {
        await judges.findExpired(name)
        await expectRefusal('auth.certificate-ended', () => held.logIn(openSession(baseUrl)))
      }
      await moveClock(baseUrl, { byMs: 2 * 3_600_000 })
      for (const { held } of ended) await awaitGone(held)
    },
  )
}

/** Whether the first list after the end still named it. */
const watchEnd = async ({ issued: { crlUrl, serialNumber } }: Held, endMs: number): Promise<boolean> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { entries, thisUpdateMs } = parseCrl(await fetchBytes(crlUrl))
    if (thisUpdateMs > endMs) return onList(entries, serialNumber) !== 'good'
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('no list came after the end within a minute')
}

const awaitGone = async ({ issued: { crlUrl, serialNumber } }: Held): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (onList(parseCrl(await fetchBytes(crlUrl)).entries, serialNumber) === 'good') return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${serialNumber} is still on the list a minute later`)
}

/** The next generation issues from the next start on; what is out stays as it is (decision 0016). */
const rollOver = async ({ stage: { system, step }, judges, people, year }: Ground): Promise<void> => {
  await step(`year ${year}: the issuing authority is rolled over, and the hall started again`, async () => {
    certhall(system, 'ca', 'roll-over', 'issuing-ec')
    await system.restart({})
    await people.logInAgain()
  })
  await step(`year ${year}: what the first generation issued is still answered for`, async () => {
    for (const who of ['p12', 'ukey']) {
      await judges.read(`${who}-${year - 1}`, 'good')
      await judges.hear(`${who}-${year - 1}`, 'good')
    }
  })
}

const judgeYear = async (
  {
    stage: {
      system: { baseUrl },
      step,
    },
    judges,
    year,
  }: Ground,
  holders: readonly Holder[],
  renewed: readonly Named[],
): Promise<void> => {
  const wanted = year < 3 ? 'issuing-ec' : 'issuing-ec-2'
  await step(`year ${year}: the new ones come from ${wanted}, and are good to the root with every list in date`, async () => {
    const rootList = await fetchBytes(`${baseUrl}/crl/root.crl`)
    for (const [index, { name, held }] of renewed.entries()) {
      if (held.issued.authorityId !== wanted) throw new Error(`${holders[index]?.who}: issued by ${held.issued.authorityId}`)
      await judges.read(name, 'good')
      await judges.hear(name, 'good')
      await judges.verifyChain(name, rootList)
    }
  })
}

const firstEndMs = (held: readonly Named[]): number => Math.min(...held.map(({ held: { issued } }) => Date.parse(issued.notAfter)))
