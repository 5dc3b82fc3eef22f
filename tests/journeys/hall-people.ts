import { run } from './judges.ts'
import type { Stage } from './journey.ts'
import { awaitMessage } from './outbox.ts'
import { type PrivateSystem, tokenOf } from './private-system.ts'
import { openSession, ProblemError } from './session.ts'
import { enrol, type StaffMember } from './staff-member.ts'
import type { StaffRole } from '@certhall/contract/staff/roles'

/** Those at the desk whom a story needs: an unfreeze takes two reviewers and a third person. */
export interface HallPeople {
  readonly reviewer: StaffMember
  readonly second: StaffMember
  readonly issuer: StaffMember
  /** After a jump of the clock: no session outlives it. */
  readonly logInAgain: () => Promise<void>
}

export const hirePeople = ({ system, step }: Stage): Promise<HallPeople> =>
  step('two reviewers and an issuer enrol through their one-time links and log in', async () => {
    const { baseUrl } = system
    return peopleOf(
      await enrol(baseUrl, tokenOf(system, 'reviewer')),
      await enrol(baseUrl, tokenOf(system, 'reviewer', 1)),
      await enrol(baseUrl, tokenOf(system, 'issuer')),
    )
  })

/** Staff certificates live for a year: the same three persons with new keys, through links of the terminal. */
export const hireAgain = async ({ system, step }: Stage, { reviewer, second, issuer }: HallPeople): Promise<HallPeople> =>
  step('the staff’s certificates near their end: new ones for the same persons', async () => {
    const again = (person: StaffMember, role: StaffRole): Promise<StaffMember> =>
      enrol(system.baseUrl, invite(system, person.name, role, person.personId))
    return peopleOf(await again(reviewer, 'reviewer'), await again(second, 'reviewer'), await again(issuer, 'issuer'))
  })

const peopleOf = (reviewer: StaffMember, second: StaffMember, issuer: StaffMember): HallPeople => ({
  reviewer,
  second,
  issuer,
  logInAgain: async () => void (await Promise.all([reviewer, second, issuer].map((person) => person.logIn()))),
})

/** `certhall …` beside the running hall; gives what it printed. */
export const certhall = (system: PrivateSystem, ...words: readonly string[]): string =>
  run(process.execPath, ['apps/cli/main.ts', ...words], undefined, {
    CERTHALL_DATA: system.dataDirectory,
    CERTHALL_PUBLIC_URL: system.baseUrl,
  })

/** A one-time link for a person who comes later, or whose certificate ends. */
export const invite = (system: PrivateSystem, name: string, role: StaffRole, personId?: string): string => {
  const words = ['staff', 'invite', '--name', name, '--role', role, ...(personId === undefined ? [] : ['--person', personId]), '--json']
  return (JSON.parse(certhall(system, ...words)) as { readonly token: string }).token
}

/** 审核、发放: the PASSCODE as it arrived. */
export const passcodeFor = async (baseUrl: string, { reviewer, issuer }: HallPeople, applicationNo: string): Promise<string> => {
  await reviewer.approve(applicationNo)
  return releasedPasscode(baseUrl, issuer, applicationNo)
}

export const releasedPasscode = async (baseUrl: string, issuer: StaffMember, applicationNo: string): Promise<string> => {
  await issuer.sendPasscode(applicationNo)
  const message = await awaitMessage(
    openSession(baseUrl),
    (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
  )
  const passcode = message.codes.find((code) => code.length >= 20) ?? ''
  await awaitDelivered(baseUrl, passcode)
  return passcode
}

/** The carrier has it a moment before the hall notes that it was handed over. */
const awaitDelivered = async (baseUrl: string, passcode: string): Promise<void> => {
  const session = openSession(baseUrl)
  for (let attempt = 0; ; attempt += 1) {
    try {
      return void (await session.post('/passcodes/check', { passcode }))
    } catch (error) {
      if (attempt > 8 || !(error instanceof ProblemError) || error.code !== 'auth.passcode-invalid') throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
