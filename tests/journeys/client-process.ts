/**
 * The client of apps/client as a process, with what a package would have put into the system's folders handed in: the list
 * of origins, and the key of a catalogue with the UKEYs of a journey. `node client-process.ts ORIGINS.json CATALOGUE-KEY`
 */
import { readConfig } from '@certhall/client/config'
import { wireClient } from '@certhall/client/wire'
import { systemClock } from '@certhall/kernel/clock'
import { jsonLog } from '@certhall/kernel/log'

const [originsFile = '', catalogueKey = ''] = process.argv.slice(2)
const config = readConfig(process.env, { originsFile, librariesFile: `${originsFile}.libraries`, ownerUid: process.getuid?.() ?? 0 })
const log = jsonLog('client', (line) => process.stderr.write(line), systemClock.nowMs, config.logLevel)
const client = await wireClient(config, log, [catalogueKey])
const port = await client.listen(config.ports)
for (const event of ['SIGTERM', 'disconnect'] as const) process.once(event, () => void client.close().finally(() => process.exit(0)))
process.send?.({ type: 'ready', port })
