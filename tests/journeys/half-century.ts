import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { moveClock as raiseClock } from '@certhall/ca/evaluation/move-clock'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'
import { readConfig } from '@certhall/signer/config'
import { openLedger } from '@certhall/signer/wire'
import { superuserUrl, withClient } from '@certhall/store/postgres/roles'
import { chooseRunDirectory } from '@certhall/store/postgres/run-directory'
import { planOf } from '../browser/plans.ts'
import { dayMs, moveClock } from './evaluation-clock.ts'
import { hirePeople, passcodeFor } from './hall-people.ts'
import { enterWith, freeze, keyOf, renewSeveral } from './holder-acts.ts'
import { demand, run } from './judges.ts'
import type { Stage } from './journey.ts'
import { downloadConfirmed, obtain, p12Medium } from './media.ts'
import { startPrivateSystem } from './private-system.ts'
import { openStatusJudges } from './status-judges.ts'

/**
 * Dates up to 2049 are written as UTCTime, from 2050 on as GeneralizedTime (RFC 5280 §4.1.2.5). No root of today lives that
 * long: a second hall, founded in 2049 in a database of the first one's cluster, lives through the turn.
 */
export const turnOfHalfCentury = async (stage: Stage): Promise<void> => {
  const { system, step } = stage
  const dataDirectory = mkdtempSync(join(tmpdir(), 'certhall-2049-'))
  const cluster = join(chooseRunDirectory(system.dataDirectory), 'postgres')
  const second = await step('a second hall is founded in June 2049', async () => {
    await withClient(superuserUrl(cluster), (client) => client.query('create database hall_2049'))
    const databaseUrl = superuserUrl(cluster, 'hall_2049')
    await setOut(databaseUrl, dataDirectory)
    return { ...(await startPrivateSystem({ dataDirectory, environment: { CERTHALL_DATABASE_URL: databaseUrl } })), databaseUrl }
  })
  try {
    await liveThere({ ...stage, system: second })
    const environment = { CERTHALL_DATA: dataDirectory, CERTHALL_DATABASE_URL: second.databaseUrl, CERTHALL_PUBLIC_URL: second.baseUrl }
    await step(
      'the second hall’s invariants hold',
      async () => void run(process.execPath, ['apps/cli/main.ts', 'invariants'], undefined, environment),
    )
  } finally {
    await second.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** The row of the clock before there is any authority: what is founded then is dated then. */
const setOut = async (databaseUrl: string, dataDirectory: string): Promise<void> => {
  const config = readConfig({ CERTHALL_SIGNER_DATABASE_URL: databaseUrl, CERTHALL_DATA: dataDirectory })
  const { offset, close } = await openLedger(
    config,
    jsonLog('signer', (line) => process.stderr.write(line), systemClock.nowMs, 'warn'),
  )
  try {
    await raiseClock({ isEvaluation: true, offset, base: systemClock }, { to: '2049-06-15T00:00:00.000Z' })
  } finally {
    await close()
  }
}

const liveThere = async (stage: Stage): Promise<void> => {
  const {
    system: { baseUrl },
    directory,
    step,
  } = stage
  const judges = openStatusJudges(baseUrl, directory)
  try {
    const people = await hirePeople(stage)
    const plan = planOf(450)
    const medium = p12Medium(baseUrl)
    const lasting = { ...plan, form: { ...plan.form, organization: { ...plan.form.organization, licenceExpiresOn: '2066-11-30' } } }
    const held = await step('2049: a certificate is issued that ends in 2050: UTCTime and GeneralizedTime side by side', async () => {
      const obtained = await obtain(baseUrl, people, lasting, medium)
      judges.save('2049', obtained.issued)
      const said = run('openssl', ['asn1parse', '-in', join(directory, '2049.pem')])
      demand(
        /UTCTIME\s+:4906\d{8}Z/.test(said) && /GENERALIZEDTIME\s+:2050061[45]\d{6}Z/.test(said),
        said,
        'both forms of date should stand in it',
      )
      await judges.read('2049', 'good')
      await judges.hear('2049', 'good')
      return obtained
    })
    await step('the clock is moved into 2050: status and lists are dated in the other form, and hold', async () => {
      await moveClock(baseUrl, { to: new Date(Date.parse(held.issued.notAfter) - 30 * dayMs).toISOString() })
      await people.logInAgain()
      const { full } = await judges.read('2049', 'good')
      const said = run('openssl', ['asn1parse', '-inform', 'DER'], full)
      demand(/GENERALIZEDTIME\s+:2050/.test(said) && !/UTCTIME/.test(said), said, 'the list of 2050 should be dated in GeneralizedTime')
      await judges.hear('2049', 'good')
    })
    await step('2050: renewed; the old one frozen, as the list of 2050 says', async () => {
      const [applicationNo = ''] = await renewSeveral(await enterWith(baseUrl, held), [keyOf(held)])
      const fresh = await downloadConfirmed(medium, await passcodeFor(baseUrl, people, applicationNo))
      judges.save('2050', fresh.issued)
      await freeze(await enterWith(baseUrl, fresh), held, 'other')
      await judges.read('2049', 'certificateHold')
      await judges.hear('2049', 'certificateHold')
      await judges.read('2050', 'good')
      await judges.hear('2050', 'good')
    })
  } finally {
    judges.close()
  }
}
