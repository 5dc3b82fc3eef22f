import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import type { PasswordScore } from '../plain/password-input.tsx'

/** What people in this country and trade type first; patterns, dates, repeats and keyboard rows are found by the library itself. */
const common = (
  'password passw0rd admin administrator root welcome letmein secret qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm abc123 abcd1234 1q2w3e4r ' +
  '1qaz2wsx 123456 12345678 123456789 1234567890 111111 000000 666666 888888 123123 112233 5201314 woaini iloveyou china beijing shanghai ' +
  'guangzhou shenzhen mima mima123 gongsi zhengshu caiwu zhaobiao toubiao company test demo changeme default monkey dragon sunshine princess ' +
  'football superman master shadow michael 密码 证书 公司 招标 投标 中国 北京 上海 广州 深圳'
).split(' ')

const estimator = new ZxcvbnFactory({ dictionary: { common } })

/** 0 to 4; `known` are words an attacker would have: application number, names on the page. */
export const passwordScore = (password: string, known: readonly string[]): PasswordScore =>
  estimator.check(password.slice(0, 100), [...known]).score
