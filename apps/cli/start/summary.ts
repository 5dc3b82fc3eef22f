/** What stands on the terminal before, after and at the end of a start. */
import { join, relative } from 'node:path'
import type { Config } from '../config.ts'
import { ownVersion } from '../config.ts'
import type { OpenedHall } from './hall.ts'
import { texts } from './texts.ts'

export const welcomeText = (config: Config): string =>
  `Certhall 证书服务大厅 ${ownVersion()}${config.mode === 'evaluation' ? ` · ${texts[config.language].evaluation}` : ''}\n`

export const stoppingText = (config: Config): string => `\n${texts[config.language].stopping}\n`

export const summaryText = (config: Config, opened: OpenedHall, elapsed: string): string => {
  const text = texts[config.language]
  const isEvaluation = config.mode === 'evaluation'
  const rows: [string, string, string?][] = [
    [text.hall, `${config.publicUrl}/`],
    [text.desk, `${config.publicUrl}/desk`],
    ...(isEvaluation ? [[text.outbox, `${config.publicUrl}/outbox`, text.outboxNote] satisfies [string, string, string]] : []),
    ...(opened.hasClient ? [[text.client, text.clientFacts, text.clientNote] satisfies [string, string, string]] : []),
    [text.directory, shortPath(config.dataDirectory)],
    ...(isEvaluation
      ? [[text.passphrases, shortPath(join(config.dataDirectory, 'secrets')), text.passphrasesNote] satisfies [string, string, string]]
      : []),
  ]
  const table = rows.map(([name, value, note]) => `  ${pad(name, 13)}${value}${note === undefined ? '' : `  (${note})`}\n`).join('')
  return `\n${text.ready(elapsed)}\n\n${table}\n${linksText(config, opened)}  ${text.stop(process.pid)}\n\n`
}

const linksText = (config: Config, { invitations }: OpenedHall): string => {
  const text = texts[config.language]
  if (invitations.length === 0) return `  ${text.moreLinks}\n\n`
  const lines = invitations.map(
    ({ name, roles, token }) => `    ${pad(name, 10)}${pad(roles.join(', '), 18)}${config.publicUrl}/desk/enrol#${token}\n`,
  )
  return `  ${text.links}\n${lines.join('')}\n`
}

const shortPath = (path: string): string => {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : `./${short}`
}

/** Chinese characters are two columns wide on a terminal. */
const pad = (text: string, columns: number): string => {
  const width = [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1), 0)
  return text + ' '.repeat(Math.max(1, columns - width))
}
