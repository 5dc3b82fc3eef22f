import type { FreezeReason } from '@certhall/contract/application/follow-up'
import { isRevocationReason, type RevocationReason } from '@certhall/contract/certificate/vocabulary'
import type { NoticeKind } from '../notice.ts'
import type { Template } from './template.ts'
import { beijingTime } from './time-text.ts'

type Kind = Extract<
  NoticeKind,
  'installation-overdue' | 'certificate-expiring' | 'certificate-renewed' | 'certificate-frozen' | 'certificate-revoked' | 'record-changed'
>

/** What is told of a certificate that somebody has. It names the certificate, so that the right one of several is looked for. */
export const certificateTemplates: { readonly [Name in Kind]: Template<Name> } = {
  'installation-overdue': {
    zh: (facts) => ({
      subject: `证书尚未安装完成（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的证书已签发但尚未确认安装，请于 ${beijingTime(facts.revokedAt, 'zh')} 前用原来的电脑和授权码完成下载，逾期将自动注销。`,
      rest: `下载地址：${facts.downloadUrl}\n证书序列号：${facts.serialNumber}\n如安装遇到问题，请联系客服：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Certificate not installed yet (application ${facts.applicationNo})`,
      lead: `The certificate of ${facts.organizationName} was issued, but nobody confirmed that it is installed. Finish the download on the same computer, with the same PASSCODE, before ${beijingTime(facts.revokedAt, 'en')}; after that it is revoked.`,
      rest: `Download page: ${facts.downloadUrl}\nSerial number: ${facts.serialNumber}\nIf it does not work, call us: ${facts.hotline}`,
    }),
  },
  'certificate-expiring': {
    zh: (facts) => ({
      subject: `证书将在 ${facts.daysLeft} 天内到期（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的证书（${facts.projectNameZh}，序列号尾号 ${tailOf(facts.serialNumber)}）将于 ${beijingTime(facts.notAfter, 'zh')} 到期，请在到期前办理证书更新。`,
      rest: `更新地址：${facts.renewUrl}\n证书序列号：${facts.serialNumber}\n到期后证书不能登录，也不能在线更新，只能补办。用旧证书加密的标书请在更新前解密。`,
    }),
    en: (facts) => ({
      subject: `Certificate expires within ${facts.daysLeft} day(s) (application ${facts.applicationNo})`,
      lead: `The certificate of ${facts.organizationName} (${facts.projectNameEn}, serial number ending in ${tailOf(facts.serialNumber)}) expires on ${beijingTime(facts.notAfter, 'en')}. Renew it before that.`,
      rest: `Renewal: ${facts.renewUrl}\nSerial number: ${facts.serialNumber}\nAn expired certificate cannot log in or be renewed online, only replaced. Decrypt bid documents that were encrypted for the old one first.`,
    }),
  },
  'certificate-renewed': {
    zh: (facts) => ({
      subject: `证书更新完成，原证书即将停用（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的新证书已安装，原证书（序列号尾号 ${tailOf(facts.oldSerialNumber)}）将于 ${beijingTime(facts.oldEndsAt, 'zh')} 停用。`,
      rest: `新证书序列号：${facts.serialNumber}\n原证书序列号：${facts.oldSerialNumber}\n停用前两张证书都可使用，请在此期间完成各平台的证书更换。如非本单位操作，请立即联系客服：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Certificate renewed; the old one ends soon (application ${facts.applicationNo})`,
      lead: `The new certificate of ${facts.organizationName} is installed. The old one (serial number ending in ${tailOf(facts.oldSerialNumber)}) ends on ${beijingTime(facts.oldEndsAt, 'en')}.`,
      rest: `New serial number: ${facts.serialNumber}\nOld serial number: ${facts.oldSerialNumber}\nUntil then both work: change it wherever it is registered. If this was not you, call us at once: ${facts.hotline}`,
    }),
  },
  'certificate-frozen': {
    zh: (facts) => ({
      subject: `证书已冻结（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的证书（序列号尾号 ${tailOf(facts.serialNumber)}）已冻结，原因：${freezeText.zh[facts.reason as FreezeReason] ?? freezeText.zh.other}。即刻起不能登录或使用。`,
      rest: `证书序列号：${facts.serialNumber}\n如需恢复，请申请解冻：${facts.unfreezeUrl}\n如非本单位操作，请联系客服：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Certificate frozen (application ${facts.applicationNo})`,
      lead: `The certificate of ${facts.organizationName} (serial number ending in ${tailOf(facts.serialNumber)}) is frozen: ${freezeText.en[facts.reason as FreezeReason] ?? freezeText.en.other}. It cannot be used or log in from now on.`,
      rest: `Serial number: ${facts.serialNumber}\nTo have it back, ask to unfreeze: ${facts.unfreezeUrl}\nIf this was not you, call us: ${facts.hotline}`,
    }),
  },
  'certificate-revoked': {
    zh: (facts) => ({
      subject: `证书已注销（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的证书（序列号尾号 ${tailOf(facts.serialNumber)}）已注销，原因：${revocationText.zh[reasonOf(facts.reason)]}。注销后不能恢复。`,
      rest: `证书序列号：${facts.serialNumber}\n如非本单位操作，请立即联系客服：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Certificate revoked (application ${facts.applicationNo})`,
      lead: `The certificate of ${facts.organizationName} (serial number ending in ${tailOf(facts.serialNumber)}) is revoked: ${revocationText.en[reasonOf(facts.reason)]}. This cannot be undone.`,
      rest: `Serial number: ${facts.serialNumber}\nIf this was not you, call us at once: ${facts.hotline}`,
    }),
  },
  // By SMS the lead is all there is: whoever is no contact any more must find the number in it.
  'record-changed': {
    zh: (facts) => ({
      subject: `登记信息已变更（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的登记信息已变更（申请 ${facts.applicationNo}），通知和验证码发到 ${facts.contactMobile}。如非本单位操作，请立即致电 ${facts.hotline}。`,
      rest: '变更即时生效，现有证书不受影响。',
    }),
    en: (facts) => ({
      subject: `Record changed (application ${facts.applicationNo})`,
      lead: `What we have on record of ${facts.organizationName} has changed (application ${facts.applicationNo}); notices and codes go to ${facts.contactMobile}. If this was not you, call ${facts.hotline} at once.`,
      rest: 'It counts from now on. The certificates are not affected.',
    }),
  },
}

/** 38 digits do not fit an SMS; the last eight are random and tell the certificates of an organisation apart. */
const tailOf = (serialNumber: string): string => serialNumber.slice(-8)

const reasonOf = (reason: string): RevocationReason => (isRevocationReason(reason) ? reason : 'unspecified')

const freezeText: Readonly<Record<'zh' | 'en', Readonly<Record<FreezeReason, string>>>> = {
  zh: { mediumLost: '介质丢失', keyCompromise: '私钥泄露', suspicious: '疑似被盗用', agentLeft: '经办人离岗', other: '其他' },
  en: {
    mediumLost: 'the medium is lost',
    keyCompromise: 'the key may be in other hands',
    suspicious: 'suspicious use',
    agentLeft: 'the agent has left',
    other: 'other reasons',
  },
}

const revocationText: Readonly<Record<'zh' | 'en', Readonly<Record<RevocationReason, string>>>> = {
  zh: {
    unspecified: '其他',
    keyCompromise: '密钥可能泄露',
    cACompromise: '签发机构密钥泄露',
    affiliationChanged: '单位信息变更',
    superseded: '已由新证书取代',
    cessationOfOperation: '不再使用',
    certificateHold: '冻结',
    privilegeWithdrawn: '资格已取消',
  },
  en: {
    unspecified: 'other reasons',
    keyCompromise: 'the key may be in other hands',
    cACompromise: 'the key of the authority was compromised',
    affiliationChanged: 'the data in it have changed',
    superseded: 'a new certificate has taken its place',
    cessationOfOperation: 'no longer in use',
    certificateHold: 'frozen',
    privilegeWithdrawn: 'the right to it was withdrawn',
  },
}
