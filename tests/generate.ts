import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedFiles } from './reference/pages.ts'

/** `npm run generate`: writes what is made from code. */
for (const [path, text] of Object.entries(await generatedFiles())) {
  writeFileSync(join(import.meta.dirname, '..', path), text)
  process.stdout.write(`${path}\n`)
}
