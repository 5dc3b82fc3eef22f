/** What `certhall start` says, in the language of the terminal. */
import { join, relative } from 'node:path'
import type { Config, Language } from '../config.ts'
import { ownVersion } from '../config.ts'
import type { OpenedHall } from './hall.ts'

interface Texts {
  readonly startDatabase: string
  readonly givenDatabase: string
  readonly databaseSteps: Readonly<Record<'initialise' | 'recover' | 'stop-orphan', string>>
  readonly initialise: string
  readonly programs: Readonly<Record<'signer' | 'responder' | 'server', string>>
  readonly ready: (elapsed: string) => string
  readonly hall: string
  readonly desk: string
  readonly outbox: string
  readonly outboxNote: string
  readonly directory: string
  readonly passphrases: string
  readonly passphrasesNote: string
  readonly links: string
  readonly moreLinks: string
  readonly stop: (pid: number) => string
  readonly stopping: string
  readonly evaluation: string
}

export const texts: Readonly<Record<Language, Texts>> = {
  en: {
    startDatabase: 'Database: starting the embedded PostgreSQL',
    givenDatabase: 'Database: looking at the PostgreSQL of CERTHALL_DATABASE_URL',
    databaseSteps: {
      initialise: 'Database: making a new cluster in the data directory',
      recover: 'Database: recovering after a crash',
      'stop-orphan': 'Database: stopping the server that a killed start left behind',
    },
    initialise: 'Signer: making root, issuing and staff keys (first start only)',
    programs: { signer: 'Signer', responder: 'Responder (OCSP, CRL)', server: 'Server' },
    ready: (elapsed) => `Certhall is ready (${elapsed}).`,
    hall: 'Hall',
    desk: 'Staff desk',
    outbox: 'Outbox',
    outboxNote: 'mail and SMS that this evaluation system sends',
    directory: 'Data',
    passphrases: 'Passphrases',
    passphrasesNote: 'made for the evaluation, readable by you alone',
    links: 'One-time links for the staff (each works once, within 24 hours; they are shown only now):',
    moreLinks: 'New link for staff: npm run certhall -- staff invite --help',
    stop: (pid) => `Stop: Ctrl-C here, or kill ${pid}`,
    stopping: 'Stopping …',
    evaluation: 'evaluation mode: for trying out on this computer, not for real certificates',
  },
  zh: {
    startDatabase: '数据库：正在启动内置 PostgreSQL',
    givenDatabase: '数据库：正在检查 CERTHALL_DATABASE_URL 指定的 PostgreSQL',
    databaseSteps: {
      initialise: '数据库：正在数据目录中创建新的数据库簇',
      recover: '数据库：崩溃后正在恢复',
      'stop-orphan': '数据库：正在停止上次被强行结束后遗留的服务',
    },
    initialise: '签发程序：正在生成根、签发和员工密钥（仅首次启动）',
    programs: { signer: '签发程序', responder: '状态服务（OCSP、CRL）', server: '服务大厅' },
    ready: (elapsed) => `证书服务大厅已就绪（${elapsed}）。`,
    hall: '服务大厅',
    desk: '员工工作台',
    outbox: '发件箱',
    outboxNote: '试用系统发出的邮件和短信',
    directory: '数据目录',
    passphrases: '口令文件',
    passphrasesNote: '为试用生成，仅您可读',
    links: '员工一次性注册链接（每个只能用一次，24 小时内有效，仅在此显示）：',
    moreLinks: '新的员工链接：npm run certhall -- staff invite --help',
    stop: (pid) => `停止：在此按 Ctrl-C，或执行 kill ${pid}`,
    stopping: '正在停止 …',
    evaluation: '试用模式：仅供在本机体验，不用于签发正式证书',
  },
}

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
    [text.directory, shortPath(config.dataDirectory)],
    ...(isEvaluation ? [[text.passphrases, shortPath(join(config.dataDirectory, 'secrets')), text.passphrasesNote] satisfies [string, string, string]] : []),
  ]
  const table = rows.map(([name, value, note]) => `  ${pad(name, 13)}${value}${note === undefined ? '' : `  (${note})`}\n`).join('')
  return `\n${text.ready(elapsed)}\n\n${table}\n${linksText(config, opened)}  ${text.stop(process.pid)}\n\n`
}

const linksText = (config: Config, { invitations }: OpenedHall): string => {
  const text = texts[config.language]
  if (invitations.length === 0) return `  ${text.moreLinks}\n\n`
  const lines = invitations.map(({ name, roles, token }) => `    ${pad(name, 10)}${pad(roles.join(', '), 18)}${config.publicUrl}/desk/enrol#${token}\n`)
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
