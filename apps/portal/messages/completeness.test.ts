import { describe, expect, it } from 'vitest'

const files = import.meta.glob<object>('./{zh,en}/*.ts', { eager: true, import: 'default' })
const areas = Object.keys(files)
  .filter((file) => file.startsWith('./zh/'))
  .map((file) => file.slice('./zh/'.length))

describe.each(areas)('the messages of %s', (area) => {
  const zh = leaves(files[`./zh/${area}`])
  const en = leaves(files[`./en/${area}`])

  it('miss no key in either language', () => {
    // Chinese has one plural form only.
    expect([...en.keys()].filter((key) => !key.endsWith('_one')).sort()).toEqual([...zh.keys()].sort())
  })

  it('have no empty text', () => {
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe('')
  })

  it('name the same placeholders in both languages', () => {
    for (const [key, text] of en) expect(placeholders(text), key).toEqual(placeholders(zh.get(key.replace(/_one$/, '_other')) ?? ''))
  })

  it('write no Chinese punctuation into English', () => {
    for (const [key, text] of en) expect(text, key).not.toMatch(/[，。；：（）]/)
  })
})

it('has the same areas in both languages', () => {
  expect(Object.keys(files).filter((file) => file.startsWith('./en/')).length).toBe(areas.length)
})

function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  if (typeof value !== 'object' || value === null) throw new TypeError(`${path} is no text`)
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, path === '' ? key : `${path}.${key}`)]))
}

function placeholders(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
}
