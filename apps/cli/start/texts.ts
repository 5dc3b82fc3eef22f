/** What `certhall start` says, in the language of the terminal. */
import type { Language } from '../config.ts'

interface Texts {
  readonly startDatabase: string
  readonly givenDatabase: string
  readonly databaseSteps: Readonly<Record<'initialise' | 'recover' | 'stop-orphan', string>>
  readonly initialise: string
  readonly programs: Readonly<Record<'signer' | 'responder' | 'server' | 'client', string>>
  readonly ready: (elapsed: string) => string
  readonly hall: string
  readonly desk: string
  readonly outbox: string
  readonly outboxNote: string
  readonly client: string
  readonly clientFacts: string
  readonly clientNote: string
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
    programs: { signer: 'Signer', responder: 'Responder (OCSP, CRL)', server: 'Server', client: 'Client with a software UKEY' },
    ready: (elapsed) => `Certhall is ready (${elapsed}).`,
    hall: 'Hall',
    desk: 'Staff desk',
    outbox: 'Outbox',
    outboxNote: 'mail and SMS that this evaluation system sends',
    client: 'Client',
    clientFacts: 'a software UKEY is plugged in; its factory PIN is 1234',
    clientNote: 'CERTHALL_CLIENT=off leaves it out',
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
    programs: { signer: '签发程序', responder: '状态服务（OCSP、CRL）', server: '服务大厅', client: '统一客户端（软件模拟 UKEY）' },
    ready: (elapsed) => `证书服务大厅已就绪（${elapsed}）。`,
    hall: '服务大厅',
    desk: '员工工作台',
    outbox: '发件箱',
    outboxNote: '试用系统发出的邮件和短信',
    client: '统一客户端',
    clientFacts: '已插入软件模拟 UKEY，初始 PIN 码为 1234',
    clientNote: '设置 CERTHALL_CLIENT=off 可不启动',
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
