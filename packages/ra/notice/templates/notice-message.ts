import type { DeliveryChannel, Medium, RejectReason } from '@certhall/contract/application/vocabulary'
import type { NoticeKind } from '../notice.ts'
import { certificateTemplates } from './certificate-templates.ts'
import type { MessageText } from './message-text.ts'
import type { Template, TemplateFacts } from './template.ts'
import { beijingTime } from './time-text.ts'

/** The text of a notice. An SMS is the lead alone; a mail has a greeting line, the lead, the rest and a signature. */
export const noticeMessage = <Kind extends NoticeKind>(
  kind: Kind,
  language: 'zh' | 'en',
  channel: DeliveryChannel,
  facts: TemplateFacts<Kind>,
): MessageText => {
  const text = templates[kind][language](facts)
  if (channel === 'sms') return { subject: null, body: language === 'zh' ? `【证书服务大厅】${text.lead}` : `[Certhall] ${text.lead}` }
  const [greeting, signature] =
    language === 'zh'
      ? ['您好：', '证书服务大厅\n（系统邮件，请勿回复）']
      : ['Hello,', 'Certhall, the certificate service hall\n(sent by a system; please do not reply)']
  return { subject: text.subject, body: `${greeting}\n\n${text.lead}\n${text.rest}\n\n${signature}\n` }
}

const templates: { readonly [Kind in NoticeKind]: Template<Kind> } = {
  ...certificateTemplates,
  'application-submitted': {
    zh: (facts) => ({
      subject: `已收到申请 ${facts.applicationNo}`,
      lead: `已收到${facts.organizationName}的证书申请（${facts.projectNameZh}），申请号 ${facts.applicationNo}，预计 ${beijingTime(facts.dueAt, 'zh')} 前完成审核。`,
      rest: `凭申请号和手机验证码可随时查询进度：${facts.progressUrl}`,
    }),
    en: (facts) => ({
      subject: `Application ${facts.applicationNo} received`,
      lead: `The application of ${facts.organizationName} (${facts.projectNameEn}) has arrived, number ${facts.applicationNo}; we intend to decide by ${beijingTime(facts.dueAt, 'en')}.`,
      rest: `See its progress with the number and a code to your mobile: ${facts.progressUrl}`,
    }),
  },
  'application-returned': {
    zh: (facts) => ({
      subject: `申请 ${facts.applicationNo} 需要补正`,
      lead: `申请 ${facts.applicationNo} 有 ${facts.itemCount} 项需要补正，请查看并修改后重新提交。`,
      rest: `只需修改退回的项目，其余内容已保留：${facts.progressUrl}`,
    }),
    en: (facts) => ({
      subject: `Application ${facts.applicationNo} needs corrections`,
      lead: `${facts.itemCount} item(s) of application ${facts.applicationNo} need a correction before it can be approved.`,
      rest: `Only the returned items have to be changed, the rest is kept: ${facts.progressUrl}`,
    }),
  },
  'application-rejected': {
    zh: (facts) => ({
      subject: `申请 ${facts.applicationNo} 未通过`,
      lead: `申请 ${facts.applicationNo} 未通过审核，原因：${rejectText.zh[facts.reason as RejectReason] ?? rejectText.zh.other}。`,
      rest: `详情及申诉方式见：${facts.progressUrl}`,
    }),
    en: (facts) => ({
      subject: `Application ${facts.applicationNo} was not approved`,
      lead: `Application ${facts.applicationNo} was not approved. Reason: ${rejectText.en[facts.reason as RejectReason] ?? rejectText.en.other}.`,
      rest: `Details, and how to object: ${facts.progressUrl}`,
    }),
  },
  'application-lapsed': {
    zh: (facts) => ({
      subject: `申请 ${facts.applicationNo} 已失效`,
      lead: `${facts.organizationName} 的证书申请 ${facts.applicationNo}（${facts.projectNameZh}）已失效：${lapseText.zh[facts.reason === 'run-out' ? 'runOut' : 'unreleased']}。如仍需要证书，请重新申请。`,
      rest: `单位资料已保存，重新申请时不必全部重填。如有疑问，请联系客服：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Application ${facts.applicationNo} has ended`,
      lead: `The application of ${facts.organizationName} (${facts.projectNameEn}), number ${facts.applicationNo}, has ended: ${lapseText.en[facts.reason === 'run-out' ? 'runOut' : 'unreleased']}. Apply again if you still need the certificate.`,
      rest: `What we know of your organisation is kept and filled in for you. If you have questions, call us: ${facts.hotline}`,
    }),
  },
  'download-ready': {
    zh: (facts) => ({
      subject: `申请 ${facts.applicationNo} 已通过，可以下载证书`,
      lead: `申请 ${facts.applicationNo} 已通过，授权码（PASSCODE）已另行发送至 ${facts.sentTo}，请于 ${beijingTime(facts.expiresAt, 'zh')} 前下载证书。`,
      rest: `下载地址：${facts.downloadUrl}\n存储类型：${mediumOf('zh', facts.medium).name}。${mediumOf('zh', facts.medium).prepare}本邮件不含授权码。`,
    }),
    en: (facts) => ({
      subject: `Application ${facts.applicationNo} is approved: download the certificate`,
      lead: `Application ${facts.applicationNo} is approved. The PASSCODE was sent separately to ${facts.sentTo}; download the certificate before ${beijingTime(facts.expiresAt, 'en')}.`,
      rest: `Download page: ${facts.downloadUrl}\nMedium: ${mediumOf('en', facts.medium).name}. ${mediumOf('en', facts.medium).prepare} This mail does not contain the PASSCODE.`,
    }),
  },
  'certificate-downloaded': {
    zh: (facts) => ({
      subject: `证书已下载（申请 ${facts.applicationNo}）`,
      lead: `${facts.organizationName} 的证书已下载并确认，序列号 ${facts.serialNumber}，有效期至 ${beijingTime(facts.notAfter, 'zh')}。`,
      rest: `如非本单位操作，请立即联系客服冻结证书：${facts.hotline}`,
    }),
    en: (facts) => ({
      subject: `Certificate downloaded (application ${facts.applicationNo})`,
      lead: `The certificate of ${facts.organizationName} was downloaded and confirmed, serial number ${facts.serialNumber}, valid until ${beijingTime(facts.notAfter, 'en')}.`,
      rest: `If this was not you, call us at once to have it frozen: ${facts.hotline}`,
    }),
  },
}

/** A notice queued by an earlier version names no medium: there was only one. */
const mediumOf = (language: 'zh' | 'en', medium: string | undefined) => mediumText[language][medium === 'ukey' ? 'ukey' : 'p12']

const mediumText: Readonly<Record<'zh' | 'en', Readonly<Record<Medium, { readonly name: string; readonly prepare: string }>>>> = {
  zh: {
    p12: { name: 'P12 软证书', prepare: '请在将要使用证书的电脑上打开，并准备好收到的授权码。' },
    ukey: {
      name: 'UKEY',
      prepare: '请先在「运营服务」→「下载中心」安装客户端和驱动，插入 UKEY，并准备好收到的授权码；下载后请立即修改初始 PIN 码。',
    },
  },
  en: {
    p12: { name: 'P12 file', prepare: 'Open it on the computer that will use the certificate and have the PASSCODE at hand.' },
    ukey: {
      name: 'UKEY',
      prepare:
        'First install the client and the driver from the download centre, insert the UKEY and have the PASSCODE at hand; change the factory PIN at once.',
    },
  },
}

const lapseText: Readonly<Record<'zh' | 'en', Readonly<Record<'runOut' | 'unreleased', string>>>> = {
  zh: { runOut: '授权码（PASSCODE）已过期，未再发送', unreleased: '审核通过后长期没有发送授权码（PASSCODE）' },
  en: { runOut: 'the PASSCODE ran out and no other was sent', unreleased: 'it was approved, but no PASSCODE was sent for a long time' },
}

const rejectText: Readonly<Record<'zh' | 'en', Readonly<Record<RejectReason, string>>>> = {
  zh: {
    identityNotProven: '身份无法核实',
    organizationNotFound: '查无此单位',
    organizationDissolved: '单位已注销或吊销',
    notAuthorized: '经办人未获授权',
    duplicate: '重复申请',
    notEligible: '不符合该项目的申请条件',
    other: '其他，详见申请进度页面',
  },
  en: {
    identityNotProven: 'the identity could not be proven',
    organizationNotFound: 'the organisation was not found',
    organizationDissolved: 'the organisation was dissolved',
    notAuthorized: 'the agent is not authorised',
    duplicate: 'a duplicate application',
    notEligible: 'not eligible for this project',
    other: 'see the progress page',
  },
}
