import { describe, expect, it } from 'vitest'
import { generationOf, newestOfLine, plannedAuthorityIds } from './authority-plan.ts'

describe('generations', () => {
  it.each([
    ['issuing-rsa', 'issuing-rsa', 1],
    ['issuing-rsa-2', 'issuing-rsa', 2],
    ['issuing-sm2', 'issuing-sm2', 1],
    ['issuing-sm2-12', 'issuing-sm2', 12],
    // Neither a first generation by number nor a line that nobody planned.
    ['issuing-rsa-1', 'issuing-rsa-1', 1],
    ['issuing-gost-2', 'issuing-gost-2', 1],
    ['issuing-rsa-02', 'issuing-rsa-02', 1],
    ['issuing-rsa-2-2', 'issuing-rsa-2-2', 1],
  ])('%s is of the line %s', (authorityId, lineId, generation) => {
    expect(generationOf(authorityId)).toEqual({ lineId, generation })
  })

  it('are told apart by number, not by spelling', () => {
    const made = ['issuing-rsa', 'issuing-rsa-10', 'issuing-rsa-9', 'issuing-ec'].map((authorityId) => ({ authorityId }))
    expect(newestOfLine(made, 'issuing-rsa')).toEqual({ authorityId: 'issuing-rsa-10' })
    expect(newestOfLine(made, 'issuing-sm2')).toBeUndefined()
  })

  it('never meet a planned name', () => {
    for (const authorityId of plannedAuthorityIds) expect(generationOf(authorityId)).toEqual({ lineId: authorityId, generation: 1 })
  })
})
