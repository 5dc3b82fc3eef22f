import { describe, expect, it } from 'vitest'
import type { Manifest } from './size-gate.ts'
import { gateFaults, measureViews, views } from './size-gate.ts'

const entries = [...new Set(views.flatMap((view) => view.entries))]
const complete: Manifest = {
  'index.html': { file: 'index.js', imports: ['_react.js'] },
  '_react.js': { file: 'react.js', imports: ['index.html'] },
  ...Object.fromEntries(
    entries.filter((entry) => entry !== 'index.html').map((entry) => [entry, { file: `${entry}.js`, imports: ['_react.js'] }]),
  ),
}

describe('the size gate', () => {
  it('refuses a first view above 130 kB', () => {
    const sizes = measureViews(complete, (file) => (file === 'react.js' ? 130_000 : 1))
    expect(gateFaults(sizes)).toEqual(['first view: 130001 bytes of JavaScript as sent, limit 130000'])
  })

  it('refuses a build in which a view cannot be found', () => {
    const { 'desk/routes.tsx': _gone, ...rest } = complete
    expect(gateFaults(measureViews(rest, () => 1))).toEqual(['desk: desk/routes.tsx is not in the build'])
  })

  it('counts a shared chunk once, also in a circle of imports', () => {
    const first = measureViews(complete, () => 100).find((size) => size.name === 'first view')
    expect(first?.bytes).toBe(200)
  })

  it('counts the lazy parts of a room, but not those of its neighbours', () => {
    const split: Manifest = {
      ...complete,
      'index.html': { file: 'index.js', dynamicImports: ['desk/routes.tsx', 'application/routes.tsx'] },
      'desk/routes.tsx': { file: 'desk.js', dynamicImports: ['desk/case-page.tsx'] },
      'desk/case-page.tsx': { file: 'case.js' },
      'application/routes.tsx': { file: 'application.js' },
    }
    const size = (name: string) => measureViews(split, () => 1).find((view) => view.name === name)?.bytes
    expect(size('first view')).toBe(1)
    // index, desk, case, the messages and what they share
    expect(size('desk')).toBe(5)
  })
})
