import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedFiles } from './pages.ts'

const root = join(import.meta.dirname, '..', '..')

describe('generated pages', () => {
  it('say what the code says (else: npm run generate)', async () => {
    for (const [path, text] of Object.entries(await generatedFiles()))
      expect(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '', path).toBe(text)
  })
})

describe('documents', () => {
  const markdown = [
    '',
    'docs',
    ...readdirSync(join(root, 'docs'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `docs/${entry.name}`),
  ].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  )

  it.each(markdown)('%s links to files that exist', (path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => !existsSync(join(root, path, '..', link)))).toEqual([])
  })
})
