import type { ConsentEnding, ConsentOperation, ConsentRemark } from './question.ts'

/** Every sentence of the client's own pages, in both languages. */
export interface ConsentTexts {
  readonly title: string
  readonly operation: Readonly<Record<ConsentOperation, string>>
  readonly explanation: Readonly<Record<ConsentOperation, string>>
  readonly phrase: string
  readonly phraseHint: string
  readonly origin: string
  readonly token: string
  readonly software: string
  readonly serialNumber: string
  readonly subject: string
  readonly subjectWished: string
  readonly certificateSerial: string
  readonly notAfter: string
  readonly pin: string
  readonly oldPin: string
  readonly newPin: string
  readonly newPinAgain: string
  readonly pinRule: (least: number, most: number) => string
  readonly factoryPin: string
  readonly triesLeft: (left: number) => string
  readonly triesUntold: string
  readonly triesLow: string
  readonly lastTry: string
  readonly lastTryConfirm: string
  readonly abandoned: (count: number) => string
  readonly agree: string
  readonly cancel: string
  readonly remark: Readonly<Record<ConsentRemark, string>>
  readonly ending: Readonly<Record<ConsentEnding, readonly [string, string]>>
}

const zh: ConsentTexts = {
  title: '统一客户端 · 操作确认',
  operation: {
    'pin.change': '修改 PIN 码',
    'key.enrol': '在 UKEY 中生成密钥',
    'certificate.install': '将证书写入 UKEY',
    'certificate.remove': '从 UKEY 中删除证书及其密钥',
    'login.sign': '用证书登录',
    'decision.sign': '用证书签署一项工作决定',
  },
  explanation: {
    'pin.change': '请输入当前 PIN 码和新 PIN 码。',
    'key.enrol': '将在 UKEY 内生成一对密钥，并用它签署证书请求。私钥不会离开 UKEY。',
    'certificate.install': '将把下列证书写入 UKEY，并用其密钥签一次名，证明已安装成功。',
    'certificate.remove': '证书及其私钥将被永久删除，无法恢复。',
    'login.sign': '将用下列证书的密钥签署一次登录声明，声明只对上述网站有效。',
    'decision.sign': '将用下列证书的密钥签署下面这项决定，签署后不能撤回。请与您在证书服务大厅页面上的选择逐项核对。',
  },
  phrase: '您的个人短语',
  phraseHint: '短语由本机客户端保存。如果它不是您熟悉的短语，请不要输入 PIN 码，关闭本页。',
  origin: '请求来自',
  token: 'UKEY',
  software: '软件模拟',
  serialNumber: '序列号',
  subject: '证书主体',
  subjectWished: '申请的主体',
  certificateSerial: '证书序列号',
  notAfter: '有效期至',
  pin: 'PIN 码',
  oldPin: '当前 PIN 码',
  newPin: '新 PIN 码',
  newPinAgain: '再次输入新 PIN 码',
  pinRule: (least, most) => `新 PIN 码为 ${least} 至 ${most} 位字母、数字或符号，不能是初始 PIN 码，也不能是连续或重复的字符。`,
  factoryPin: '这个 UKEY 还在使用初始 PIN 码，须先设置新 PIN 码，然后操作会自动继续。',
  triesLeft: (left) => `还可以尝试 ${left} 次，输错次数用完后 UKEY 会被锁定。`,
  triesUntold: '这种 UKEY 不显示剩余尝试次数，请谨慎输入。',
  triesLow: '此前有人输错过 PIN 码，请谨慎输入。',
  lastTry: '只剩最后一次尝试！如果输错，UKEY 将被锁定，必须到受理点解锁。',
  lastTryConfirm: '我知道这是最后一次尝试，仍要继续',
  abandoned: (count) => `同时删除 ${count} 个从未装入证书的旧密钥（生成已超过14天）`,
  agree: '同意',
  cancel: '取消',
  remark: {
    PIN_INCORRECT: 'PIN 码不正确。',
    PIN_MISSING: '请输入 PIN 码。',
    LAST_TRY: '只剩最后一次尝试，请先勾选确认。本次没有消耗尝试次数。',
    FACTORY_PIN: '您输入的是初始 PIN 码，须先设置新 PIN 码。本次没有消耗尝试次数。',
    NEW_PIN_DIFFERS: '两次输入的新 PIN 码不一致。',
    NEW_PIN_LENGTH: '新 PIN 码长度不符合要求。',
    NEW_PIN_FACTORY: '新 PIN 码不能是初始 PIN 码。',
    NEW_PIN_SAME: '新 PIN 码不能与当前 PIN 码相同。',
    NEW_PIN_SIMPLE: '新 PIN 码过于简单，请不要使用连续或重复的字符。',
    NEW_PIN_CHARACTERS: '新 PIN 码只能使用字母、数字和常用符号。',
    PIN_POLICY: 'UKEY 不接受这个新 PIN 码，请换一个。',
  },
  ending: {
    accepted: ['已同意', 'PIN 码正确。请回到证书服务大厅的页面查看进度，操作完成前不要拔出 UKEY。本页可以关闭。'],
    pinChanged: ['PIN 码已修改', '请牢记新 PIN 码，不要告诉任何人。本页可以关闭。'],
    cancelled: ['已取消', '没有做任何更改。本页可以关闭。'],
    expired: ['已超时', '本页已失效，请回到证书服务大厅重新操作。'],
    locked: ['UKEY 已锁定', '不会再尝试 PIN 码。请携带 UKEY 和证件到受理点，或拨打客服热线办理解锁。'],
    failed: ['操作没有完成', '原因显示在证书服务大厅的页面上。本页可以关闭。'],
  },
}

const en: ConsentTexts = {
  title: 'Certhall client · your consent',
  operation: {
    'pin.change': 'Change the PIN',
    'key.enrol': 'Make a key in the UKEY',
    'certificate.install': 'Write a certificate into the UKEY',
    'certificate.remove': 'Remove a certificate and its key from the UKEY',
    'login.sign': 'Log in with a certificate',
    'decision.sign': 'Sign a decision of your work',
  },
  explanation: {
    'pin.change': 'Enter the present PIN and a new one.',
    'key.enrol': 'A key pair is made inside the UKEY and signs a certificate request. The private key never leaves the UKEY.',
    'certificate.install': 'The certificate below is written into the UKEY, and its key signs once to prove that it is installed.',
    'certificate.remove': 'The certificate and its private key are removed for ever and cannot be brought back.',
    'login.sign': 'The key of the certificate below signs one login statement, good for the site above alone.',
    'decision.sign':
      'The key of the certificate below signs this decision, which cannot be taken back. Compare each line with what you chose in the hall.',
  },
  phrase: 'Your personal phrase',
  phraseHint: 'The phrase is kept by the client on this computer. If it is not the one you know, enter no PIN and close this page.',
  origin: 'Asked by',
  token: 'UKEY',
  software: 'software',
  serialNumber: 'Serial number',
  subject: 'Subject',
  subjectWished: 'Subject applied for',
  certificateSerial: 'Certificate serial number',
  notAfter: 'Valid until',
  pin: 'PIN',
  oldPin: 'Present PIN',
  newPin: 'New PIN',
  newPinAgain: 'New PIN again',
  pinRule: (least, most) =>
    `The new PIN has ${least} to ${most} letters, digits or signs; no factory PIN, no run and no repetition of one character.`,
  factoryPin: 'This UKEY still has its factory PIN. Set a new one first; the operation then goes on by itself.',
  triesLeft: (left) => (left === 1 ? '1 try left.' : `${left} tries left; after that the UKEY is locked.`),
  triesUntold: 'This kind of UKEY does not tell how many tries are left. Type with care.',
  triesLow: 'A wrong PIN was entered before. Type with care.',
  lastTry: 'One try is left! If the PIN is wrong, the UKEY is locked and has to be unlocked at a service point.',
  lastTryConfirm: 'I know that this is the last try and want to go on',
  abandoned: (count) =>
    count === 1
      ? 'Also remove 1 old key that no certificate came for (made more than 14 days ago)'
      : `Also remove ${count} old keys that no certificate came for (made more than 14 days ago)`,
  agree: 'I agree',
  cancel: 'Cancel',
  remark: {
    PIN_INCORRECT: 'The PIN is wrong.',
    PIN_MISSING: 'Enter the PIN.',
    LAST_TRY: 'One try is left: tick the box first. No try was spent.',
    FACTORY_PIN: 'You entered the factory PIN: set a new one first. No try was spent.',
    NEW_PIN_DIFFERS: 'The two new PINs differ.',
    NEW_PIN_LENGTH: 'The new PIN is too short or too long.',
    NEW_PIN_FACTORY: 'The new PIN must not be a factory PIN.',
    NEW_PIN_SAME: 'The new PIN must differ from the present one.',
    NEW_PIN_SIMPLE: 'The new PIN is too simple: no run and no repetition of one character.',
    NEW_PIN_CHARACTERS: 'The new PIN may have letters, digits and common signs only.',
    PIN_POLICY: 'The UKEY does not take this new PIN. Choose another.',
  },
  ending: {
    accepted: [
      'Agreed',
      'The PIN is right. The page of the hall shows the progress; leave the UKEY in until it is done. You may close this page.',
    ],
    pinChanged: ['PIN changed', 'Remember the new PIN and tell it to nobody. You may close this page.'],
    cancelled: ['Cancelled', 'Nothing was changed. You may close this page.'],
    expired: ['Too late', 'This page is no longer good. Go back to the hall and start again.'],
    locked: [
      'The UKEY is locked',
      'No more PIN is tried. Take the UKEY and your identity document to a service point, or call the hotline, to have it unlocked.',
    ],
    failed: ['Not done', 'The page of the hall says why. You may close this page.'],
  },
}

export const consentTexts: Readonly<Record<'zh' | 'en', ConsentTexts>> = { zh, en }
