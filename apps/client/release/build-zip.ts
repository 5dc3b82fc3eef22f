import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Source, writeConfiguration, writeProgram } from './program-folder.ts'
import type { BuiltSystem } from './systems.ts'
import { writeZip } from './zip.ts'

/** A folder to be put where only administrators may write; the configuration lies beside the program. */
export const buildZip = (source: Source, system: BuiltSystem, work: string): string => {
  const folder = join(work, system.system)
  const parts = join(import.meta.dirname, 'windows')
  mkdirSync(folder, { recursive: true })
  writeProgram(source, system, join(folder, 'program'))
  writeConfiguration(source, join(folder, 'program', 'config'))
  // An archive of files has no empty folder.
  writeFileSync(join(folder, 'program', 'config', 'authorities', 'README.txt'), 'CA certificates: .pem, .cer or .crt\r\n')
  copyFileSync(join(parts, 'certhall-client.cmd'), join(folder, 'certhall-client.cmd'))
  writeFileSync(join(folder, 'README.txt'), readFileSync(join(parts, 'README.txt'), 'utf8').replaceAll('\n', '\r\n'))
  const file = `certhall-client_${source.version}_${system.system}.zip`
  writeZip(folder, 'certhall-client', join(source.options.out, file), source.date, source.options.compression === 'none' ? 0 : 9)
  return file
}
