import { describe, expect, it } from 'vitest'
import { mergeForms, pickFields, sameForm, textOf, withText } from './form-values.ts'

describe('the form by field paths', () => {
  it('writes nothing where the text is empty', () => {
    expect(withText({ organization: { name: '广州一', kind: 'enterprise' } }, 'organization.kind', '')).toEqual({
      organization: { name: '广州一' },
    })
  })

  it('keeps years as a number', () => {
    const form = withText({}, 'certificate.validityYears', '2')
    expect(form).toEqual({ certificate: { validityYears: 2 } })
    expect(textOf(form, 'certificate.validityYears')).toBe('2')
  })

  it('takes an absent section for an empty one', () => {
    expect(sameForm({}, { organization: {} })).toBe(true)
    expect(sameForm({}, { organization: { name: '甲' } })).toBe(false)
  })

  it('picks only the named fields', () => {
    expect(pickFields({ contact: { name: '王', mobile: '1' }, agent: { name: '李' } }, ['contact.name'])).toEqual({
      contact: { name: '王' },
    })
  })
})

describe('merging what two devices wrote', () => {
  const base = { contact: { name: '王', department: '法务' }, agent: { name: '李' } }

  it('names a field that both changed, and keeps mine on the page', () => {
    const merged = mergeForms(base, { ...base, agent: { name: '李一' } }, { ...base, agent: { name: '李二' } })
    expect(merged.conflicts).toEqual(['agent.name'])
    expect(merged.form.agent?.name).toBe('李一')
  })

  it('keeps my change and follows theirs elsewhere', () => {
    const merged = mergeForms(
      base,
      { ...base, agent: { name: '李一' } },
      { contact: { name: '王五', department: '法务' }, agent: { name: '李' } },
    )
    expect(merged).toEqual({ form: { contact: { name: '王五', department: '法务' }, agent: { name: '李一' } }, conflicts: [] })
  })

  it('lets my emptying of a field stand', () => {
    const merged = mergeForms(base, { ...base, contact: { name: '王' } }, base)
    expect(merged.form.contact).toEqual({ name: '王' })
  })

  it('sees no conflict where both wrote the same', () => {
    const both = { ...base, agent: { name: '李三' } }
    expect(mergeForms(base, both, both)).toEqual({ form: both, conflicts: [] })
  })
})
