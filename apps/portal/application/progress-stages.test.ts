import { applicationStates } from '@certhall/contract/application/vocabulary'
import { describe, expect, it } from 'vitest'
import { actorOf, sentenceOf, stagesOf } from './progress-stages.ts'

const may = { correct: false, withdraw: false, download: false }
const passcode = (state: 'created' | 'delivered' | 'expired') => ({ state, sentTo: '138****8000', expiresAt: '2026-12-01T00:00:00Z' })
const shown = (view: Omit<Parameters<typeof stagesOf>[0], 'followUp'>) => stagesOf({ ...view, followUp: null }).map(({ state }) => state)

describe('the stages of an application', () => {
  it('stop where a rejected, withdrawn or expired one ended', () => {
    expect(shown({ state: 'rejected', passcode: null })).toEqual(['done', 'stopped', 'ahead', 'ahead'])
    expect(shown({ state: 'expired', passcode: null })).toEqual(['done', 'done', 'stopped', 'ahead'])
  })

  it('reach the download only when the PASSCODE has been sent', () => {
    expect(shown({ state: 'approved', passcode: passcode('created') })).toEqual(['done', 'done', 'current', 'ahead'])
    expect(shown({ state: 'approved', passcode: passcode('delivered') })).toEqual(['done', 'done', 'done', 'current'])
  })

  it('end with the review where no certificate follows', () => {
    const followUp = { makesCertificate: false } as NonNullable<Parameters<typeof stagesOf>[0]['followUp']>
    expect(stagesOf({ state: 'completed', passcode: null, followUp })).toEqual([
      { stage: 'accept', state: 'done' },
      { stage: 'review', state: 'done' },
    ])
  })

  it('have at most one current stage in every state', () => {
    for (const state of applicationStates) {
      expect(shown({ state, passcode: null }).filter((one) => one === 'current').length, state).toBe(
        state === 'completed' || state === 'rejected' || state === 'withdrawn' || state === 'expired' ? 0 : 1,
      )
    }
  })
})

describe('who must act', () => {
  it('is the applicant for corrections, the download, and a PASSCODE that ran out', () => {
    expect(actorOf({ state: 'returned', passcode: null, may })).toBe('whoYou')
    expect(actorOf({ state: 'approved', passcode: passcode('delivered'), may: { ...may, download: true } })).toBe('whoYou')
    expect(actorOf({ state: 'approved', passcode: passcode('expired'), may })).toBe('whoYou')
    expect(sentenceOf({ timeline: [], state: 'approved', passcode: passcode('expired'), may, certificate: null })).toBe('approvedExpired')
  })

  it('is nobody after a completed revocation, which downloads nothing', () => {
    expect(sentenceOf({ timeline: [], state: 'completed', passcode: null, may, certificate: null })).toBe('completedPlain')
    expect(
      sentenceOf({
        timeline: [],
        state: 'completed',
        passcode: null,
        may,
        certificate: { serialNumber: '01', notAfter: '2027-12-01T00:00:00Z' },
      }),
    ).toBe('completed')
  })

  it('is nobody after a freeze has stopped it, and a second reviewer after the first', () => {
    const step = (event: 'stopped' | 'firstApproved') => [{ event, at: '2026-12-01T00:00:00Z' }]
    expect(sentenceOf({ state: 'withdrawn', passcode: null, may, certificate: null, timeline: step('stopped') })).toBe('stopped')
    expect(sentenceOf({ state: 'underReview', passcode: null, may, certificate: null, timeline: step('firstApproved') })).toBe(
      'firstApproved',
    )
  })

  it('is the authority while it reviews or has not sent, and nobody at the end', () => {
    expect(actorOf({ state: 'underReview', passcode: null, may })).toBe('whoUs')
    expect(actorOf({ state: 'approved', passcode: null, may })).toBe('whoUs')
    expect(actorOf({ state: 'completed', passcode: null, may })).toBe('whoNobody')
  })
})
