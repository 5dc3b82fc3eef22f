/** What everybody whose work is in the package asks for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Texts of the licences of the packages in these folders, one after another; throws when one has none. */
export const licencesOf = (folders: readonly string[]): string =>
  folders
    .map((folder) => {
      const { name, version, license = 'see below' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFacts
      return ['='.repeat(80), `${name} ${version}: ${license}`, '', textIn(folder) ?? stop(name), ''].join('\n')
    })
    .join('\n')

interface PackageFacts {
  readonly name: string
  readonly version: string
  readonly license?: string
}

const textIn = (folder: string): string | undefined => {
  const name = readdirSync(folder).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each))
  return name === undefined ? undefined : readFileSync(join(folder, name), 'utf8').trim()
}

const stop = (name: string): never => {
  throw new Error(`${name} comes without the text of its licence`)
}
