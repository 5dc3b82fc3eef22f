/** The hall's database: the embedded cluster, kept alive, or one of the operator's, looked at before anything uses it. */
import type { Log } from '@certhall/kernel/log'
import type { Config } from '../config.ts'
import type { EmbeddedPostgres } from '../wire.ts'
import { refuseUnsafeSettings, startEmbeddedPostgres } from '../wire.ts'
import type { Progress } from './progress.ts'
import { texts } from './texts.ts'

export interface HallDatabase {
  readonly serverUrl: string
  readonly signerUrl: string
  readonly responderUrl: string
  readonly stop: (immediately: boolean) => Promise<void>
}

export interface HallDatabaseOptions {
  readonly config: Config
  readonly runDirectory: string
  readonly progress: Progress
  readonly log: Log
}

export const openHallDatabase = (options: HallDatabaseOptions): Promise<HallDatabase> =>
  options.config.databases === undefined ? openEmbedded(options) : openGiven(options.config.databases, options)

const openGiven = async (urls: NonNullable<Config['databases']>, { config, progress }: HallDatabaseOptions): Promise<HallDatabase> => {
  await progress.step(texts[config.language].givenDatabase, async () => {
    for (const url of new Set(Object.values(urls))) await refuseUnsafeSettings(url)
  })
  return { ...urls, stop: () => Promise.resolve() }
}

const openEmbedded = async (options: HallDatabaseOptions): Promise<HallDatabase> => {
  let isStopping = false
  let current = await startCluster(options)

  const watch = (): void => {
    void current.ended.then(async () => {
      for (let failures = 0; !isStopping; failures += 1) {
        options.log.error('PostgreSQL ended, starting it again', { failures })
        try {
          current = await startCluster(options)
          if (isStopping) return await current.stop(true)
          return watch()
        } catch (error) {
          options.log.error('PostgreSQL failed to start again', { error })
          await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** failures, 30_000)))
        }
      }
    })
  }
  watch()
  return {
    serverUrl: current.serverUrl,
    signerUrl: current.signerUrl,
    responderUrl: current.responderUrl,
    stop: async (immediately) => {
      isStopping = true
      await current.stop(immediately)
    },
  }
}

/** Same sockets, roles and passwords each time: the addresses of a restarted cluster are those the programs hold. */
const startCluster = ({ config, runDirectory, progress, log }: HallDatabaseOptions): Promise<EmbeddedPostgres> => {
  const text = texts[config.language]
  return progress.step(text.startDatabase, () =>
    startEmbeddedPostgres({
      dataDirectory: config.dataDirectory,
      runDirectory,
      searchPath: config.searchPath,
      log,
      progress: (step) => (step === 'start' ? undefined : progress.note(text.databaseSteps[step])),
      ...(config.postgresPrograms === undefined ? {} : { programsDirectory: config.postgresPrograms }),
    }),
  )
}
