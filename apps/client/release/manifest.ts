import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientFile, ClientSystem } from '@certhall/contract/download-centre/api'

export interface Built {
  readonly system: ClientSystem
  readonly file: string
}

/** `manifest.json` beside the files, for the download centre: written last, whole or not at all. */
export const writeManifest = (out: string, version: string, built: readonly Built[]): readonly ClientFile[] => {
  const files = built.map(({ system, file }): ClientFile => {
    const content = readFileSync(join(out, file))
    const digest = (name: string): string => createHash(name).update(content).digest('hex')
    return { file, kind: 'client', system, version, size: content.length, sha256: digest('sha256'), sm3: digest('sm3') }
  })
  const path = join(out, 'manifest.json')
  writeFileSync(`${path}.new`, `${JSON.stringify({ format: 'certhall.release.v1', files }, null, 2)}\n`)
  renameSync(`${path}.new`, path)
  return files
}
