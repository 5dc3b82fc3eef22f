/** The edge of `certhall`: each code becomes an exit code by its family, and the codes of a start get a remedy in words. */
import type { ErrorCode } from '@certhall/contract/errors'
import { errorCodes, isErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import type { Language } from './config.ts'

/** `certhall: [code] sentence`, then what to do, then the facts and, for the operator, what lay below. */
export const failureText = (thrown: unknown, language: Language): string => {
  const error = known(thrown)
  if (!(error instanceof AppError) || !isErrorCode(error.code)) {
    return `certhall: [internal.unexpected] ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
  }
  const remedy = remedyOf(error.code, error.detail, language)
  const facts = Object.entries(error.detail).map(([name, value]) => `  ${name}: ${value}\n`)
  return `certhall: [${error.code}] ${sentenceOf(error.code, language)}\n${remedy === '' ? '' : `  ${remedy}\n`}${facts.join('')}${causeText(error.cause)}`
}

export const exitCodeOf = (thrown: unknown): number => {
  const error = known(thrown)
  const family = error instanceof AppError && isErrorCode(error.code) ? (error.code.split('.')[0] ?? '') : 'internal'
  return exitCodes[family as keyof typeof exitCodes] ?? 70
}

/** What the operating system says of disks and rights is for the operator, and no accident of ours. */
const known = (error: unknown): unknown => {
  const { code, path } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException
  const detail = path === undefined ? {} : { path }
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError<ErrorCode>('busy.storage', { detail, cause: error })
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  return isForbidden
    ? new AppError<ErrorCode>('internal.configuration', { detail: { ...detail, reason: 'no-permission' }, cause: error })
    : error
}

/** After sysexits.h where it has a word. */
const exitCodes = { input: 64, auth: 77, policy: 77, state: 65, missing: 66, limit: 75, busy: 75, internal: 70 } as const

const sentenceOf = (code: ErrorCode, language: Language): string =>
  language === 'zh' ? (chineseSentences[code] ?? errorCodes[code]) : errorCodes[code]

const remedyOf = (code: ErrorCode, detail: AppError['detail'], language: Language): string => {
  const byReason = typeof detail['reason'] === 'string' ? remedies[detail['reason']] : undefined
  return (byReason ?? remedies[code])?.[language] ?? ''
}

const causeText = (cause: unknown): string => {
  if (!(cause instanceof Error)) return ''
  const lines = cause.message.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => `  | ${line}\n`).join('')
}

const chineseSentences: Partial<Record<ErrorCode, string>> = {
  'busy.database': '数据库没有应答。',
  'busy.storage': '磁盘已满。',
  'busy.signer': '签发程序没有应答。',
  'busy.responder': '状态服务没有应答。',
  'busy.port': '端口已被其他程序占用。',
  'busy.data-directory': '数据目录正被另一个实例使用。',
  'policy.last-of-role': '缺少此人，大厅将无法办理业务：没有其他人担任该岗位，或者审核与发放将只剩同一人。',
  'missing.person': '没有找到此人。',
  'missing.project': '没有这个应用项目。',
  'missing.webhook': '没有这个回调地址（webhook），或已停用。',
  'missing.webhook-message': '没有这条回调通知，或已过保存期。',
  'missing.authority': '没有这个签发机构（CA）。',
  'policy.profile': '与证书模板的要求不符。',
  'input.malformed': '参数的格式不正确。',
  'input.unknown-choice': '参数的取值不在可选范围内。',
  'internal.unexpected': '发生了意外情况。',
  'internal.configuration': '某项设置缺失、未知或有误。',
  'internal.database-password': '数据库拒绝了账号或密码。',
  'internal.database-unsafe': '数据库不能保证已确认的数据不丢失（fsync、full_page_writes、synchronous_commit）。',
  'internal.schema-newer': '数据库由更新版本的 Certhall 写入。',
  'internal.evaluation-clock': '读不到评估时钟的偏移。',
  'policy.evaluation-only': '此功能只在评估模式下存在。',
  'state.clock-back': '评估时钟只能向前拨。',
  'input.clock-range': '评估时钟不能拨到这么远。',
  'internal.self-test': '启动时的密码算法自检失败。',
  'internal.key-sealed': '用给定的口令打不开密封的密钥。',
}

const remedies: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'busy.database': {
    en: 'Is PostgreSQL running, and does the address in CERTHALL_DATABASE_URL reach it?',
    zh: '请检查 PostgreSQL 是否在运行，CERTHALL_DATABASE_URL 中的地址能否连通。',
  },
  'busy.storage': {
    en: 'Free some space on the disk that holds the data directory and start again; nothing is lost.',
    zh: '请在数据目录所在磁盘腾出空间后重新启动；数据没有丢失。',
  },
  'busy.port': {
    en: 'Stop the other program, or choose another port with the setting named below.',
    zh: '请停止占用端口的程序，或用下面列出的设置改用其他端口。',
  },
  'busy.data-directory': {
    en: 'Stop the other instance first, or give this one a directory of its own with CERTHALL_DATA (and a port with CERTHALL_PORT).',
    zh: '请先停止另一个实例，或用 CERTHALL_DATA 指定另外的目录（并用 CERTHALL_PORT 指定端口）。',
  },
  'policy.last-of-role': {
    en: 'Invite a successor first (certhall staff invite) and let them enrol; in an emergency, add --force: until somebody new enrols, that work stands still.',
    zh: '请先邀请接任者（certhall staff invite）并完成登记；紧急情况下可加 --force：在新人登记之前，相关业务将停办。',
  },
  'missing.person': { en: 'certhall staff list shows everybody with their number.', zh: '用 certhall staff list 查看所有人员及其编号。' },
  'missing.project': { en: 'certhall project list shows all of them.', zh: '用 certhall project list 查看所有项目。' },
  'missing.webhook': {
    en: 'certhall webhook list shows all of them with their number.',
    zh: '用 certhall webhook list 查看所有回调地址及其编号。',
  },
  'missing.webhook-message': {
    en: 'certhall webhook list names those that were given up; they are kept for 90 days.',
    zh: '用 certhall webhook list 查看未送达的通知；保存 90 天。',
  },
  'https-only': {
    en: 'Webhooks go over https; in evaluation mode http to this computer is taken, too.',
    zh: '回调地址必须是 https；试用模式下也可用本机的 http 地址。',
  },
  'address-refused': {
    en: 'It lies in a private or special network: CERTHALL_WEBHOOK_PRIVATE=on lets webhooks lead into your own one.',
    zh: '该地址属于内网或特殊网段：如需回调内网系统，请设置 CERTHALL_WEBHOOK_PRIVATE=on。',
  },
  'outlives-root': {
    en: 'It would live longer than its root, and nobody could verify what it issues then: choose fewer --years, or plan a new root.',
    zh: '它会比根证书更晚到期，届时签发的证书无法验证：请减小 --years，或规划新的根证书。',
  },
  'shorter-than-profile': {
    en: 'A certificate of the longest profile would outlive it: choose more --years, or shorten the profiles.',
    zh: '最长期限的证书模板会超过它的有效期：请增大 --years，或缩短模板期限。',
  },
  'missing.authority': {
    en: 'certhall ca list shows the authorities; roll-over takes the name of a line, such as issuing-rsa.',
    zh: '用 certhall ca list 查看各 CA；roll-over 的参数是系列名称，如 issuing-rsa。',
  },
  'internal.database-password': { en: 'Check user and password in the database address.', zh: '请检查数据库地址中的用户名和密码。' },
  'internal.database-unsafe': {
    en: 'Set the values listed below to on: without them a power cut can take back certificates that were acknowledged.',
    zh: '请将下面列出的参数设为 on：否则断电可能使已确认的证书丢失。',
  },
  'internal.schema-newer': {
    en: 'Start the newer version again, or restore the backup made before the upgrade.',
    zh: '请重新使用新版本启动，或恢复升级前的备份。',
  },
  'internal.evaluation-clock': {
    en: 'The row of ca.evaluation_clock in the signer’s database is missing or cannot be read: restore it; a guessed time would end or revive certificates.',
    zh: '签发数据库中 ca.evaluation_clock 的记录缺失或无法读取：请恢复它；时间不能靠猜测，否则证书会被误判。',
  },
  'database-missing': {
    en: 'The database named in the address does not exist: create it, owned by that account.',
    zh: '地址中的数据库不存在：请创建它，并归该账号所有。',
  },
  'unknown-setting': {
    en: 'A setting with this name does not exist; is it misspelled? See docs/reference/configuration.md.',
    zh: '没有这个名称的设置，是否拼写有误？参见 docs/reference/configuration.md。',
  },
  'loopback-only-in-evaluation': {
    en: 'Evaluation mode listens on this computer only. For others to reach it: CERTHALL_MODE=production.',
    zh: '试用模式只在本机监听。需要对外服务时请用 CERTHALL_MODE=production。',
  },
  'postgres-programs-missing': {
    en: 'No usable PostgreSQL programs (14 or newer): install postgresql, or run npm ci again with optional packages, or set CERTHALL_POSTGRES_BIN.',
    zh: '没有可用的 PostgreSQL 程序（14 以上）：请安装 postgresql，或重新 npm ci（含可选包），或设置 CERTHALL_POSTGRES_BIN。',
  },
  'postgres-programs-of-other-version': {
    en: 'The cluster in the data directory needs the PostgreSQL programs of its own major version; set CERTHALL_POSTGRES_BIN to them.',
    zh: '数据目录中的数据库簇需要同一主版本的 PostgreSQL 程序；请用 CERTHALL_POSTGRES_BIN 指定。',
  },
  'foreign-data-directory': {
    en: 'The data directory belongs to another user; start as that user, or choose another CERTHALL_DATA.',
    zh: '数据目录属于其他用户；请以该用户启动，或另选 CERTHALL_DATA。',
  },
  'no-unprivileged-account': {
    en: 'PostgreSQL does not run as root and the system has no account postgres or nobody; create one, or start as a normal user.',
    zh: 'PostgreSQL 不能以 root 运行，系统中也没有 postgres 或 nobody 账号；请创建一个，或以普通用户启动。',
  },
  'no-permission': {
    en: 'This user may not write there: start as its owner, or choose another place.',
    zh: '当前用户无权写入该位置：请以其所有者启动，或另选位置。',
  },
  'port-forbidden': {
    en: 'Ports below 1024 are for root: choose a higher one and put a proxy before it.',
    zh: '1024 以下端口需要 root 权限：请改用更高的端口，并在前面设置反向代理。',
  },
  'host-not-here': { en: 'This computer has no such address to listen on.', zh: '本机没有这个监听地址。' },
  'file-unreadable': {
    en: 'The file named below cannot be read: check its name and rights.',
    zh: '无法读取下面列出的文件：请检查文件名和权限。',
  },
  'no-key': {
    en: 'The file named below holds no public audit key: take what `certhall audit key` printed.',
    zh: '下面列出的文件不含审计公钥：请使用 certhall audit key 输出的内容。',
  },
  'no-checkpoint': {
    en: 'The file named below holds no checkpoint: take an export, or one checkpoint of it.',
    zh: '下面列出的文件不含检查点：请使用导出文件，或其中的一个检查点。',
  },
  'not-json': { en: 'The file named below is not JSON.', zh: '下面列出的文件不是 JSON 格式。' },
  'foreign-run-directory': {
    en: 'The directory for sockets belongs to somebody else: choose another CERTHALL_RUN_DIR.',
    zh: '套接字目录属于其他用户：请另选 CERTHALL_RUN_DIR。',
  },
  'busy.signer': {
    en: 'Is the hall running? Start it first (certhall start), with the same CERTHALL_DATA.',
    zh: '大厅是否在运行？请先用相同的 CERTHALL_DATA 启动（certhall start）。',
  },
  'internal.key-sealed': {
    en: 'Check the passphrase file: it must be the one made with this data directory.',
    zh: '请检查口令文件：必须是与此数据目录一同生成的那个。',
  },
  'path-too-long': {
    en: 'A socket address holds about 100 bytes: choose a shorter directory.',
    zh: '套接字路径最长约 100 字节：请选择更短的目录。',
  },
}
