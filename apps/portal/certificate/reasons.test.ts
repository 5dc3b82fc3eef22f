import {
  followUpReasons,
  followUpRules,
  followUpTypes,
  freezeReasons,
  type FollowUpRule,
  makesCertificate,
  type TargetEnd,
} from '@certhall/contract/application/follow-up'
import { documentKinds, type Medium } from '@certhall/contract/application/vocabulary'
import type { CertificateState } from '@certhall/contract/certificate/vocabulary'
import { describe, expect, it } from 'vitest'
import en from '../messages/en/certificate.ts'
import zh from '../messages/zh/certificate.ts'
import { reasonsOf } from './choices.ts'

const words = { zh, en }
const nowMs = Date.UTC(2026, 10, 23)
const target = (state: CertificateState, medium: Medium, days: number) => ({
  state,
  medium,
  keyAlgorithm: 'rsa-2048' as const,
  notAfter: new Date(nowMs + days * 86_400_000).toISOString(),
})

describe.each(['zh', 'en'] as const)('the words for applications on a certificate in %s', (language) => {
  const { reasons, freeze, applicationTypes, ends } = words[language]

  it('name every reason, every kind and every way in which the old certificate ends', () => {
    for (const reason of followUpReasons) expect(reasons[reason].trim(), reason).not.toBe('')
    for (const reason of freezeReasons) expect(freeze.reasons[reason].trim(), reason).not.toBe('')
    for (const type of followUpTypes) expect(applicationTypes[type].trim(), type).not.toBe('')
    const named: Readonly<Record<TargetEnd, string>> = {
      confirmation: ends.confirmation,
      approval: ends.approval,
      never: ends.never,
      overlap: ends.overlap_other,
    }
    for (const [end, text] of Object.entries(named)) expect(text.trim(), end).not.toBe('')
  })

  it('differ within one kind: nobody chooses between two that read the same', () => {
    for (const rules of Object.values(followUpRules)) {
      const offered = (Object.keys(rules) as (typeof followUpReasons)[number][]).map((reason) => reasons[reason])
      expect(new Set(offered).size).toBe(offered.length)
    }
  })
})

describe('what the pages offer', () => {
  const states: readonly (readonly [CertificateState, number])[] = [
    ['valid', 300],
    ['valid', 60],
    ['valid', -1],
    ['frozen', 300],
    ['expired', -10],
  ]

  it('stands in the table, for everybody, in every state; every row of it is offered somewhere', () => {
    const seen = new Set<string>()
    for (const type of followUpTypes)
      for (const [state, days] of states)
        for (const by of ['certificate', 'contact'] as const)
          for (const medium of ['ukey', 'p12'] as const)
            for (const { reason, rule, papers } of reasonsOf(type, target(state, medium, days), by, ['ukey', 'p12'], nowMs)) {
              const expected: FollowUpRule | undefined = followUpRules[type][reason]
              expect(rule).toBe(expected)
              expect(makesCertificate(type, reason)).toBe(rule.makesCertificate)
              if (by === 'contact') expect(rule.byContact).toBe(true)
              for (const paper of papers) expect(documentKinds).toContain(paper)
              seen.add(`${type}/${reason}`)
            }
    expect([...seen].toSorted()).toEqual(
      Object.entries(followUpRules)
        .flatMap(([type, rules]) => Object.keys(rules).map((reason) => `${type}/${reason}`))
        .toSorted(),
    )
  })
})
