/** `certhall clock`: the time of an evaluation hall, which may be moved forward to try what comes in two months. */
import type { ClockMove, ClockView } from '@certhall/contract/evaluation/clock'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { signerAdmin } from '../signer-admin.ts'
import { chooseRunDirectory } from '../wire.ts'

interface ClockOptions {
  readonly json?: boolean
}

export const register = (program: Command): void => {
  const clock = program.command('clock').description('the clock of an evaluation (评估时钟); in production the time is the real one')
  const json = ['--json', 'as one JSON object'] as const
  clock
    .command('show', { isDefault: true })
    .description('the hall’s time, and how far it is ahead')
    .option(...json)
    .action(async (options: ClockOptions) => show(await keeperOf(readConfig()).clock(), options))
  clock
    .command('advance')
    .description('move it forward by a span: 90m, 12h, 60d, 8w or 5y (365 days each); it never goes back')
    .argument('<span>')
    .option(...json)
    .action(async (span: string, options: ClockOptions) => move(moveBySpan(span), options))
  clock
    .command('to')
    .description('move it forward to a day (2027-03-01, midnight in Beijing) or an instant (2027-03-01T08:30:00Z)')
    .argument('<instant>')
    .option(...json)
    .action(async (instant: string, options: ClockOptions) => move(moveToInstant(instant), options))
}

const move = async (wanted: ClockMove, options: ClockOptions): Promise<void> => {
  const config = readConfig()
  // The signer refuses by its own configuration as well; here it need not even run.
  if (config.mode !== 'evaluation') throw new AppError<ErrorCode>('policy.evaluation-only')
  show(await keeperOf(config).moveClock(wanted), options)
}

const show = (view: ClockView, { json }: ClockOptions): void => {
  const ahead = view.offsetMs === 0 ? 'real time' : `ahead of real time by ${(view.offsetMs / dayMs).toFixed(2)} days`
  process.stdout.write(json === true ? `${JSON.stringify(view)}\n` : `${view.now}  ${ahead}\n`)
}

export const moveBySpan = (text: string): ClockMove => {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([mhdwy])$/.exec(text.trim()) ?? []
  const unitMs = unitsMs[unit]
  if (unitMs === undefined) throw new AppError<ErrorCode>('input.malformed', { detail: { value: text, expected: '90m, 12h, 60d, 8w, 5y' } })
  return { byMs: Number(count) * unitMs }
}

export const moveToInstant = (text: string): ClockMove => {
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+08:00` : text
  const instantMs = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(wholeDay) ? Date.parse(wholeDay) : Number.NaN
  if (Number.isNaN(instantMs))
    throw new AppError<ErrorCode>('input.malformed', { detail: { value: text, expected: '2027-03-01, 2027-03-01T08:30:00Z' } })
  return { to: new Date(instantMs).toISOString() }
}

const keeperOf = (config: Config) => signerAdmin(chooseRunDirectory(config.dataDirectory, config.runDirectory))

const dayMs = 86_400_000
const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs, y: 365 * dayMs }
