import { describe, expect, it } from 'vitest'
import { jsonLog, type LogFields, Secret } from './log.ts'

const lineFor = (fields: LogFields): Record<string, unknown> => {
  const lines: string[] = []
  jsonLog(
    'server',
    (line) => lines.push(line),
    () => 0,
  ).info('said', fields)
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>
}

describe('the log', () => {
  it('never throws for what it is given', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(lineFor({ circle })).toMatchObject({ message: 'said', unprintable: ['circle'] })
    const endless = new Error('endless')
    endless.cause = endless
    expect(lineFor({ error: endless })).toMatchObject({ error: { message: 'endless', cause: { message: 'endless' } } })
    expect(lineFor({ bare: new Error('x', { cause: Object.create(null) as object }) })).toMatchObject({ unprintable: ['bare'] })
    expect(lineFor({ count: 2n ** 70n })).toMatchObject({ count: '1180591620717411303424' })
  })

  it('lets no field take the place of its frame, and no text begin a line of its own', () => {
    expect(lineFor({ level: 'debug', message: 'forged', time: 'never', program: 'signer' })).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      program: 'server',
      message: 'said',
    })
    expect(lineFor({ name: 'a\n{"level":"error"}' })).toMatchObject({ name: 'a\n{"level":"error"}' })
  })

  it('shows dots for a secret, wherever it stands', () => {
    expect(lineFor({ pin: new Secret('1234'), deep: { pin: [new Secret('1234')] } })).toMatchObject({ pin: '•••', deep: { pin: ['•••'] } })
    expect(`${new Secret('1234')}`).toBe('•••')
  })
})
