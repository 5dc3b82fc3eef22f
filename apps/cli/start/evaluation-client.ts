/**
 * Evaluation only: the client (统一客户端) with a software UKEY beside the hall, so that the whole story can be tried
 * without buying anything. It belongs on the holder's computer; here both are the same.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityIdOf, plannedAuthorityIds } from '@certhall/ca/key/authority-plan'
import type { SettingName } from '@certhall/contract/configuration/settings'
import type { Config } from '../config.ts'

/** It serves the pages of exactly this origin, as browsers write it; a hall elsewhere needs an installed client. */
export const isClientWanted = (config: Config): boolean =>
  config.mode === 'evaluation' && config.client === 'software' && config.publicUrl === evaluationOrigin(config)

/** The running responder's CA certificates into the client's folder, as an installer would have put them there. */
export const prepareClient = async (config: Config): Promise<Partial<Record<SettingName, string>>> => {
  const folder = join(config.dataDirectory, 'client')
  const authorities = join(folder, 'authorities')
  mkdirSync(authorities, { recursive: true, mode: 0o700 })
  for (const lineId of plannedAuthorityIds) await copyLine(config, lineId, authorities)
  return {
    CERTHALL_CLIENT_ORIGIN: evaluationOrigin(config),
    CERTHALL_CLIENT_STATE: join(folder, 'state'),
    CERTHALL_CLIENT_AUTHORITIES: authorities,
  }
}

/** All generations of a line: certificates of an older one are still in use. */
const copyLine = async ({ responderPort }: Config, lineId: string, folder: string): Promise<void> => {
  for (let generation = 1; ; generation += 1) {
    const authorityId = authorityIdOf(lineId, generation)
    const answer = await fetch(`http://127.0.0.1:${responderPort}/ca/${authorityId}.cer`, { signal: AbortSignal.timeout(5_000) })
    // One that this data directory does not have, or not yet.
    if (!answer.ok) return await answer.body?.cancel()
    writeWhole(join(folder, `${authorityId}.cer`), new Uint8Array(await answer.arrayBuffer()))
  }
}

const evaluationOrigin = (config: Config): string => `http://127.0.0.1:${config.port}`

const writeWhole = (path: string, content: Uint8Array): void => {
  writeFileSync(`${path}.new`, content, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
