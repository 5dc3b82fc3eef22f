/** Starts `embedded-child.ts` and waits for the line it says. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

export interface EmbeddedChildOptions {
  readonly dataDirectory: string
  readonly runDirectory: string
  readonly programsDirectory?: string
  readonly searchPath?: string
  readonly uid?: number
  readonly lockOnly?: boolean
}

export interface EmbeddedChildReady {
  readonly ready: { readonly pid: number; readonly serverUrl: string; readonly superuserUrl: string; readonly version: string }
}

export interface EmbeddedChild {
  readonly said:
    | EmbeddedChildReady
    | { readonly code: string; readonly detail?: Readonly<Record<string, unknown>>; readonly cause?: string }
  /** In order, as the supervisor would. */
  readonly stop: () => Promise<void>
  /** `kill -9`. */
  readonly kill: () => Promise<void>
}

export const startEmbeddedChild = async (options: EmbeddedChildOptions): Promise<EmbeddedChild> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'embedded-child.ts'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    void ended.then(() => reject(new Error('the child ended and said nothing')))
  })
  child.stdin.on('error', () => {}) // it has ended already
  return {
    said: JSON.parse(line) as EmbeddedChild['said'],
    stop: () => {
      child.stdin.end('stop\n')
      return ended
    },
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}
