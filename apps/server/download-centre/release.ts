import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClientFile, releaseFile, releaseManifest } from '@certhall/contract/download-centre/api'
import type { Log } from '@certhall/kernel/log'

/** The client as the release step left it in a folder. */
export interface Release {
  /** Files whose content is what the manifest says, and nothing else. */
  readonly files: () => Promise<readonly ClientFile[]>
  /** Undefined for what is not on the list, and for a file that was changed since it was looked at. */
  readonly path: (file: string) => Promise<string | undefined>
}

/**
 * Every file is read whole and both digests are computed before it is offered, and again when the file changes. A manifest
 * that came after the start is found; what does not match is left out and told in the log.
 */
export const openRelease = (folder: string, log: Log): Release => {
  const judged = new Map<string, { readonly mark: string; readonly isRight: Promise<boolean> }>()
  const isRight = async (entry: ClientFile): Promise<boolean> => {
    const path = join(folder, entry.file)
    const facts = await factsOf(path)
    if (facts === undefined || facts.size !== entry.size) return false
    const mark = `${facts.ino} ${facts.size} ${facts.mtimeMs} ${entry.sha256} ${entry.sm3}`
    const known = judged.get(entry.file)
    if (known?.mark === mark) return known.isRight
    const verdict = matches(path, entry, log)
    judged.set(entry.file, { mark, isRight: verdict })
    return verdict
  }
  const files = async (): Promise<readonly ClientFile[]> => {
    const entries = await manifestOf(folder, log)
    const verdicts = await Promise.all(entries.map(isRight))
    return entries.filter((_entry, index) => verdicts[index])
  }
  return {
    files,
    path: async (file) => {
      const entry = (await manifestOf(folder, log)).find((each) => each.file === file)
      return entry !== undefined && (await isRight(entry)) ? join(folder, entry.file) : undefined
    },
  }
}

const manifestOf = async (folder: string, log: Log): Promise<readonly ClientFile[]> => {
  try {
    const { files } = releaseManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
    return files.flatMap((file) => releaseFile.safeParse(file).data ?? [])
  } catch (error) {
    // Nothing was built yet: the page says so.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log.warn('release manifest cannot be read', { folder, error })
    return []
  }
}

const factsOf = async (path: string): Promise<Stats | undefined> => {
  try {
    const facts = await stat(path)
    return facts.isFile() ? facts : undefined
  } catch {
    return undefined
  }
}

const matches = async (path: string, { file, sha256, sm3 }: ClientFile, log: Log): Promise<boolean> => {
  const digests = [createHash('sha256'), createHash('sm3')] as const
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) for (const digest of digests) digest.update(piece)
  const isSame = digests[0].digest('hex') === sha256 && digests[1].digest('hex') === sm3
  if (!isSame) log.warn('release file is not what the manifest says; it is not offered', { file })
  return isSame
}
