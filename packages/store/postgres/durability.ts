/** A CA must not acknowledge what a power cut can take back: refuses a database that does not sync. */
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { databaseError } from '../transaction.ts'
import { withClient } from './roles.ts'

/** For the embedded cluster and for a database of the operator's; the values are those this account's sessions get. */
export const refuseUnsafeSettings = async (url: string): Promise<void> => {
  const unsafe = await unsafeSettings(url)
  if (unsafe.length > 0) throw new AppError<ErrorCode>('internal.database-unsafe', { detail: { settings: unsafe.join(', ') } })
}

const unsafeSettings = async (url: string): Promise<string[]> => {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ name: string; setting: string }>('select name, setting from pg_settings where name = any($1)', [
        Object.keys(safeValues),
      ])
      return Object.entries(safeValues).flatMap(([name, safe]) => {
        const setting = rows.find((row) => row.name === name)?.setting ?? 'unknown'
        return safe.includes(setting) ? [] : [`${name}=${setting}`]
      })
    })
  } catch (error) {
    throw databaseError(error)
  }
}

/** `local` and `remote_write` acknowledge before the standby has synced; with no standby they would do, but nobody watches that. */
const safeValues: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply'],
}
