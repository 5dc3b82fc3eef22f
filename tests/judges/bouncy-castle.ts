import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Bouncy Castle over a folder (BouncyCastleJudge.java): what it says of each file, and of the path. */
export const askBouncyCastle = (folder: string, atMs: number): Readonly<Record<string, string>> => {
  const jars = ['bcprov', 'bcpkix', 'bcutil'].map((name) => `/usr/share/java/${name}.jar`).join(':')
  const source = join(import.meta.dirname, 'BouncyCastleJudge.java')
  const options = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', jars]
  const said = execFileSync('java', [...options, source, folder, String(atMs)], { encoding: 'utf8', timeout: 120_000 })
  return Object.fromEntries(
    said
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  )
}
