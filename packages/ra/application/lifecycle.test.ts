import { applicationStates } from '@certhall/contract/application/vocabulary'
import { describe, expect, it } from 'vitest'
import { applicationEvents, isOpen, nextState } from './lifecycle.ts'

/** The whole grid: a row a state, a column an event, in the order of the lists; `-` is refused. */
const grid = `
  draft        submitted - - - - - - - - expired
  submitted    - underReview - - - - withdrawn withdrawn - -
  underReview  - - returned - approved rejected withdrawn withdrawn - -
  returned     - - - submitted - - withdrawn withdrawn - -
  approved     - - - - - - - withdrawn completed expired
  completed    - - - - - - - - - -
  rejected     - - - - - - - - - -
  withdrawn    - - - - - - - - - -
  expired      - - - - - - - - - -`

const cells = grid
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [state = '', ...row] = line.trim().split(/\s+/)
    return row.map((expected, column) => [state, applicationEvents[column] ?? '', expected] as const)
  })

describe('the life of an application', () => {
  it('names every state and every event in its grid', () => {
    expect(cells).toHaveLength(applicationStates.length * applicationEvents.length)
    expect(new Set(cells.map(([state]) => state))).toEqual(new Set(applicationStates))
  })

  it.each(cells)('%s, %s → %s', (state, event, expected) => {
    const decision = nextState(state as (typeof applicationStates)[number], event as (typeof applicationEvents)[number])
    if (expected === '-') expect(decision).toMatchObject({ ok: false, code: 'state.application', detail: { state, event } })
    else expect(decision).toEqual({ ok: true, value: expected })
  })

  it('holds one place open for an organisation exactly while something may still come of it', () => {
    expect(applicationStates.filter(isOpen)).toEqual(['submitted', 'underReview', 'returned', 'approved'])
  })

  it('leads to a certificate only through an approval', () => {
    const before = applicationStates.filter((state) =>
      applicationEvents.some((event) => {
        const next = nextState(state, event)
        return next.ok && next.value === 'completed'
      }),
    )
    expect(before).toEqual(['approved'])
  })
})
