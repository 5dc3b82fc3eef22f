import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { ContactCodePurpose } from '../ports.ts'
import type { MessageText } from './message-text.ts'

/** A code that proves a contact. It says what it is for, so that a code asked for by somebody else is noticed. */
export const contactCodeMessage = (
  language: 'zh' | 'en',
  channel: DeliveryChannel,
  facts: { readonly code: string; readonly purpose: ContactCodePurpose; readonly lifeMinutes: number },
): MessageText => {
  const purpose = purposes[language][facts.purpose]
  if (language === 'zh') {
    return {
      subject: channel === 'email' ? `验证码 ${facts.code}` : null,
      body: `【证书服务大厅】验证码 ${facts.code}，用于${purpose}，${facts.lifeMinutes} 分钟内有效。非本人操作请忽略，切勿转告他人。`,
    }
  }
  return {
    subject: channel === 'email' ? `Your code ${facts.code}` : null,
    body: `[Certhall] Code ${facts.code} to ${purpose}, valid for ${facts.lifeMinutes} minutes. If you did not ask for it, ignore it; tell nobody.`,
  }
}

const purposes: Readonly<Record<'zh' | 'en', Readonly<Record<ContactCodePurpose, string>>>> = {
  zh: {
    verify: '核实联系方式',
    prefill: '调取已登记的单位资料',
    resume: '继续填写申请',
    progress: '查询申请进度',
    organization: '在没有证书介质的情况下冻结、补办或申请解冻本单位证书',
  },
  en: {
    verify: 'prove this contact',
    prefill: 'fill in the stored organisation data',
    resume: 'continue an application',
    progress: 'see the progress of an application',
    organization: 'freeze, replace or unfreeze certificates of your organisation without the key',
  },
}
