import { describe, expect, it } from 'vitest'
import {
  approvalsNeeded,
  followUpReasons,
  followUpRule,
  type FollowUpRule,
  followUpRules,
  followUpTypes,
  freezeReasons,
  makesCertificate,
} from './follow-up.ts'
import { documentKinds } from './vocabulary.ts'

const rows = followUpTypes.flatMap((type) =>
  followUpReasons.flatMap((reason) => {
    const rule = followUpRule(type, reason)
    return rule === undefined ? [] : [{ type, reason, rule }]
  }),
)

describe('the table of follow-ups', () => {
  it('has rows for every type, uses every reason, and no other words', () => {
    expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(followUpTypes))
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(followUpReasons))
    expect(Object.values(followUpRules).flatMap((rules) => Object.keys(rules))).toHaveLength(rows.length)
    expect(new Set(freezeReasons).size).toBe(freezeReasons.length)
  })

  it.each(rows)('keeps the promises of the design for $type/$reason', ({ type, reason, rule }) => {
    const isLoss = reason === 'keyCompromise' || reason === 'mediumLost'
    expect(rule.freezesAtOnce).toBe(isLoss)
    if (isLoss) expect(rule).toMatchObject({ targetEnd: 'approval', revocationReason: 'keyCompromise' } satisfies Partial<FollowUpRule>)
    expect(rule.targetEnd === 'overlap').toBe(reason === 'expiring')
    // Only what ends nothing may make nothing end.
    if (rule.targetEnd === 'never') expect(rule.makesCertificate).toBe(reason === 'expired')
    if (type === 'revoke') expect(rule).toMatchObject({ targetEnd: 'approval', makesCertificate: false })
    if (type === 'unfreeze')
      expect(rule).toMatchObject({ targetEnd: 'confirmation', revocationReason: 'superseded', makesCertificate: true, mayChange: [] })
    expect(rule.revocationReason).not.toBe('certificateHold')
    expect(rule.needsRemark).toBe(reason === 'other')
    expect(rule.byContact && (type === 'renew' || type === 'change')).toBe(false)
    // Without the key at least one paper: a code to a telephone is no proof of an organisation.
    if (rule.byContact) expect(rule.papers.byContact.length).toBeGreaterThan(0)
    for (const paper of [...rule.papers.byCertificate, ...rule.papers.byContact]) expect(documentKinds).toContain(paper)
    expect(makesCertificate(type, reason)).toBe(rule.makesCertificate)
  })

  it('asks two persons for an unfreeze and one for everything else', () => {
    expect((['new', ...followUpTypes] as const).map(approvalsNeeded)).toEqual([1, 1, 1, 1, 2, 1])
    expect([makesCertificate('new', null), makesCertificate('renew', null), makesCertificate('renew', 'pinLocked')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
