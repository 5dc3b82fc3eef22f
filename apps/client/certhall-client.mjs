#!/usr/bin/env node
/** `npx --workspace apps/client certhall-client`: the client from a checkout; the door of the repository finds Node 24. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const door = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url))
const child = spawn(process.execPath, [door, 'client', ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
})
