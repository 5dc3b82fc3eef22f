/** `npm run release`: the client as packages for people's computers, with a manifest for the download centre. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientFile } from '@certhall/contract/download-centre/api'
import program from '../package.json' with { type: 'json' }
import { buildDeb } from './build-deb.ts'
import { buildZip } from './build-zip.ts'
import { bundleClient } from './bundle.ts'
import { readSurroundings } from './config.ts'
import { packageStore } from './fetch-package.ts'
import { type Built, writeManifest } from './manifest.ts'
import { readOptions, type ReleaseOptions, usage } from './options.ts'
import type { Source } from './program-folder.ts'
import { type BuiltSystem, notBuilt } from './systems.ts'
import { trustsDevelopmentKey } from './wire.ts'

const root = join(import.meta.dirname, '..', '..', '..')

const main = async (args: readonly string[]): Promise<void> => {
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`)
  const { npm, sourceDate } = readSurroundings()
  const options = readOptions(args, root)
  const cache = join(root, 'out', 'release-parts')
  say('bundling the client and its driver host')
  const source: Source = {
    root,
    version: program.version,
    options,
    bundle: await bundleClient(root),
    packages: packageStore(root, cache, npm),
    date: sourceDate ?? lastCommit(),
  }
  mkdirSync(options.out, { recursive: true })
  const files = writeManifest(
    options.out,
    source.version,
    options.systems.flatMap((system) => buildOne(source, system)),
  )
  tell(options, files)
  if (files.length === 0) throw new Error('nothing was built')
}

const tell = ({ out, origins, authorities }: ReleaseOptions, files: readonly ClientFile[]): void => {
  for (const { file, size, sha256, sm3 } of files) {
    say(`${join(out, file)}  ${(size / 1e6).toFixed(1)} MB\n  sha256 ${sha256}\n  sm3    ${sm3}`)
  }
  for (const [system, why] of Object.entries(notBuilt)) say(`not built: ${system}: ${why}`)
  const later = 'or fill in the folder of the configuration where they are installed'
  if (origins.length === 0) say(`these packages allow no hall: give --origin https://…, ${later}`)
  if (trustsDevelopmentKey()) say('these packages believe the development key of the catalogue: see docs/runbooks/token-catalogue.md')
  if (authorities.length === 0) say(`these packages know no certification authority: give --authorities FOLDER, ${later}`)
}

const buildOne = (source: Source, system: BuiltSystem): readonly Built[] => {
  if (system.form === 'deb' && spawnSync('dpkg-deb', ['--version']).status !== 0) {
    say(`not built: ${system.system}: there is no dpkg-deb here`)
    return []
  }
  const work = mkdtempSync(join(tmpdir(), 'certhall-release-'))
  try {
    say(`building for ${system.system}`)
    const file = system.form === 'deb' ? buildDeb(source, system, work) : buildZip(source, system, work)
    return [{ system: system.system, file }]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Of a checkout; a source archive without history has a fixed one. */
const lastCommit = (): number => {
  try {
    const told = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(told.trim())
  } catch {
    return 1_763_856_000 // 2025-11-23
  }
}

const say = (line: string): void => void process.stderr.write(`release: ${line}\n`)

main(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
