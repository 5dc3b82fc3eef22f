import { certificateStates } from '@certhall/contract/certificate/vocabulary'
import { describe, expect, it } from 'vitest'
import { certificateEvents, nextCertificateState } from './lifecycle.ts'

describe('lifecycle of a certificate', () => {
  it('holds on the full grid', () => {
    const grid = certificateStates.map((state) => {
      const next = certificateEvents.map((event) => nextCertificateState(state, event))
      return `${state}: ${next.map((decision) => (decision.ok ? decision.value : '-')).join(' ')}`
    })
    expect(grid).toEqual(['valid: frozen revoked expired', 'frozen: - revoked expired', 'revoked: - - -', 'expired: - - -'])
  })
})
