/** `certhall webhook`: where the owners of projects are told what becomes of their certificates. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, orThrow } from '@certhall/kernel/app-error'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { evidenceSealer } from '@certhall/ra/evidence-sealer'
import { addWebhook } from '@certhall/ra/webhook/add-webhook'
import { endWebhook } from '@certhall/ra/webhook/end-webhook'
import { resendWebhook } from '@certhall/ra/webhook/resend-webhook'
import type { WebhookTrace } from '@certhall/ra/webhook/ports'
import { checkWebhookUrl, type WebhookRules } from '@certhall/ra/webhook/webhook-address'
import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { withRegistrationDatabase } from '../registration-database.ts'
import { openJobQueue, operatorTransaction } from '../wire.ts'
import { operator } from './project.ts'

interface ListOptions {
  readonly json?: boolean
}

export const register = (program: Command): void => {
  const webhook = program.command('webhook').description('addresses that are told of a project’s certificates (docs/runbooks/webhooks.md)')
  webhook
    .command('add')
    .description('tell an https address of each certificate that is issued, renewed, frozen or revoked; its secret is shown this once')
    .argument('<projectId>')
    .argument('<url>')
    .option('--json', 'as one JSON object')
    .action(async (projectId: string, url: string, options: ListOptions) => add({ projectId, url }, options))
  webhook
    .command('list')
    .description('all addresses, ended ones too, and what became of their messages')
    .option('--json', 'as a JSON array')
    .action(async (options: ListOptions) => list(options))
  webhook
    .command('end')
    .description('tell an address nothing more; what waits for it is dropped')
    .argument('<webhookId>')
    .action(async (webhookId: string) => end(webhookId))
  webhook
    .command('resend')
    .description('try a message again that was given up; `list` names them')
    .argument('<messageId>')
    .action(async (messageId: string) => resend(messageId))
}

const add = async (wish: { readonly projectId: string; readonly url: string }, { json }: ListOptions): Promise<void> => {
  const config = readConfig()
  const rules: WebhookRules = { allowsLocalHttp: config.mode === 'evaluation', allowsPrivate: config.allowsPrivateWebhooks }
  // Before a database is started for it.
  orThrow(checkWebhookUrl(wish.url, rules))
  const added = await withRegistrationDatabase(config, async ({ kysely }, hallClock) => {
    const clock = await hallClock()
    const sealer = evidenceSealer(evidenceKey(config), systemRandom)
    return addWebhook({ clock, random: systemRandom, sealer, rules, transaction: operatorTransaction(kysely, clock) })(wish, operator())
  })
  const { webhookId, secret } = added
  process.stdout.write(
    json === true
      ? `${JSON.stringify(added)}\n`
      : `webhook  ${webhookId}\nsecret   ${secret}\n         shown this once: hand it to the receiver by a safe way\n`,
  )
}

const list = async ({ json }: ListOptions): Promise<void> => {
  const webhooks = await withRegistrationDatabase(readConfig(), ({ kysely }) => operatorTransaction(kysely)((tx) => tx.webhooks.all()))
  if (json === true) return void process.stdout.write(`${JSON.stringify(webhooks)}\n`)
  for (const webhook of webhooks) process.stdout.write(lineOf(webhook))
}

const lineOf = ({ webhookId, projectId, url, endedAtMs, messages, lastFailure, failed }: WebhookTrace): string => {
  const { sent, queued, retrying } = messages
  const state = endedAtMs === null ? 'open ' : 'ended'
  const figures = `sent ${sent}, waiting ${queued + retrying}, failed ${messages.failed}${lastFailure === null ? '' : `, last failure ${lastFailure}`}`
  const indent = ' '.repeat(38)
  const givenUp = failed.map(
    ({ messageId, event, createdAtMs }) => `${indent}${messageId}  ${event}  ${new Date(createdAtMs).toISOString()}\n`,
  )
  return `${webhookId}  ${state}  ${projectId.padEnd(16)}${url}\n${indent}${figures}\n${givenUp.join('')}`
}

const end = async (webhookId: string): Promise<void> => {
  await withRegistrationDatabase(readConfig(), async ({ kysely }, hallClock) => {
    const clock = await hallClock()
    return endWebhook({ clock, transaction: operatorTransaction(kysely, clock) })(webhookId, operator())
  })
  process.stdout.write(`${webhookId}: ended\n`)
}

/** The hall's own queue takes the job: at once when it runs, else after its next start. */
const resend = async (messageId: string): Promise<void> => {
  await withRegistrationDatabase(readConfig(), async ({ kysely, pool }, hallClock) => {
    const clock = await hallClock()
    const queue = openJobQueue(pool, silentLog)
    await queue.start()
    try {
      await resendWebhook({ transaction: operatorTransaction(kysely, clock, queue) })(messageId, operator())
    } finally {
      await queue.stop()
    }
  })
  process.stdout.write(`${messageId}: queued again\n`)
}

/** What the server seals with; it makes the key at its first start. */
const evidenceKey = ({ dataDirectory }: Config): Uint8Array => {
  const path = join(dataDirectory, 'secrets', 'evidence-key')
  try {
    return new Uint8Array(readFileSync(path))
  } catch (cause) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { setting: 'CERTHALL_DATA', reason: 'secret-file', path }, cause })
  }
}
