import { checkedStates } from '@certhall/contract/certificate/check'
import { revocationReasons } from '@certhall/contract/certificate/vocabulary'
import { describe, expect, it } from 'vitest'
import words from '../messages/zh/check.ts'
import { certificateText, momentOf, noteOf, reasonOf, savedAs, toneOfState } from './check-words.ts'

describe('the result of a check', () => {
  it('looks good in no state but good', () => {
    expect(checkedStates.filter((state) => toneOfState[state] === 'success')).toEqual(['good'])
  })

  it('has words for every state, then and now, and for every reason', () => {
    for (const state of checkedStates) {
      expect([words.states[state], words.past[state]].map((text: string) => text.length > 1)).toEqual([true, true])
      for (const chain of ['ours', 'foreign'] as const) expect(words.notes[noteOf({ state, chain })]).not.toBe('')
    }
    expect(Object.keys(words.reasons)).toEqual(Object.keys(revocationReasons))
  })

  it('repeats no reason that the state says already, and no word that it does not know', () => {
    expect([reasonOf(null), reasonOf('certificateHold'), reasonOf('sunshine'), reasonOf('superseded')]).toEqual([
      null,
      null,
      null,
      'superseded',
    ])
  })
})

describe('what is typed', () => {
  it('is read as Beijing time, or not at all', () => {
    expect([momentOf(''), momentOf('tomorrow'), momentOf('2026-02-01T08:30')]).toEqual([null, null, '2026-02-01T00:30:00.000Z'])
  })

  it('is PEM where it says so, and base64 of its octets else', () => {
    const pem = 'Bag Attributes\n-----BEGIN CERTIFICATE-----\nMAA=\n'
    expect(certificateText(new TextEncoder().encode(pem))).toBe(pem)
    expect(certificateText(Uint8Array.of(0x30, 0))).toBe('MAA=')
  })

  it('is saved as it was signed, octet by octet', () => {
    expect(savedAs('中', 'text/plain')).toBe('data:text/plain;base64,5Lit')
  })
})
