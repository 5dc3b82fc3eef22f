import { AppError } from '@certhall/kernel/app-error'
import { describe, expect, it } from 'vitest'
import { errorOf, problemOf } from './problem.ts'

describe('a refused request', () => {
  it('keeps code, fields and reference of the problem document', () => {
    const error = errorOf(422, {
      type: 'urn:certhall:error:input.required',
      title: 'A required field is missing.',
      status: 422,
      code: 'input.required',
      issues: [{ field: 'contact.email', code: 'input.email' }],
      reference: 'R-1',
    })
    expect(problemOf(error)).toEqual({
      code: 'input.required',
      status: 422,
      detail: {},
      issues: [{ field: 'contact.email', code: 'input.email' }],
      reference: 'R-1',
    })
  })

  it('is coded by its status when the body is foreign', () => {
    expect(problemOf(errorOf(404, '<html>')).code).toBe('missing.page')
    expect(problemOf(errorOf(503, null)).code).toBe('busy.database')
    expect(problemOf(errorOf(500, { code: 'made.up' })).code).toBe('internal.unexpected')
  })
})

describe('other failures', () => {
  it('tell a dead network from our own mistake', () => {
    expect(problemOf(new TypeError('Failed to fetch')).code).toBe('unreachable')
    expect(problemOf(new AppError('made.up')).code).toBe('internal.unexpected')
    expect(problemOf('text').code).toBe('internal.unexpected')
  })
})
