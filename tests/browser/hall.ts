import type { StaffRole } from '@certhall/contract/staff/roles'
import type { Browser } from 'playwright-core'
import { run } from '../journeys/judges.ts'
import { freePort, type PrivateSystem, startPrivateSystem, tokenOf } from '../journeys/private-system.ts'
import { enrol, type StaffMember } from '../journeys/staff-member.ts'
import { launchChromium } from './chromium.ts'
import { openStaff, type StaffBrowser } from './story.ts'

/** One system and one browser for all suites: starting them costs more than most of what they prove. */
export interface Hall {
  readonly system: PrivateSystem
  readonly browser: Browser
  /** Where the pages of this hall look for the client; nobody listens there until a suite starts one. */
  readonly clientPort: number
  /** Reviewer, issuer and auditor, each enrolled in this browser, as one person who tries all roles would. */
  readonly staff: StaffBrowser
  /** Colleagues without a browser, for what only has to be done by somebody. */
  readonly reviewer: StaffMember
  readonly issuer: StaffMember
}

let opened: Hall | null = null

export const hall = (): Hall => {
  if (opened === null) throw new Error('the hall is not open')
  return opened
}

export const openHall = async (): Promise<void> => {
  const clientPort = await freePort()
  const [system, browser] = await Promise.all([
    startPrivateSystem({ environment: { CERTHALL_CLIENT_PORTS: String(clientPort) } }),
    launchChromium(),
  ])
  const staff = await openStaff({ system, browser, language: 'zh', width: 'wide' }, [
    ['reviewer', 0],
    ['issuer', 0],
    ['auditor', 0],
  ])
  const reviewer = await enrol(system.baseUrl, tokenOf(system, 'reviewer', 1))
  const issuer = await enrol(system.baseUrl, invite(system, '钱制证', 'issuer'))
  opened = { system, browser, clientPort, staff, reviewer, issuer }
}

export const closeHall = async (): Promise<void> => {
  await opened?.browser.close()
  await opened?.system.stop()
}

/** One more colleague; gives the secret of the link. */
export const invite = (system: PrivateSystem, name: string, role: StaffRole): string => {
  const said = run(process.execPath, ['apps/cli/main.ts', 'staff', 'invite', '--name', name, '--role', role, '--json'], undefined, {
    CERTHALL_DATA: system.dataDirectory,
  })
  return (JSON.parse(said) as { readonly token: string }).token
}
