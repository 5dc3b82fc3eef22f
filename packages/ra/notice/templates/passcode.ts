import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { MessageText } from './message-text.ts'
import { beijingTime } from './time-text.ts'

/** The one message that carries a PASSCODE. It has no link, so that a stolen message alone does not say where to use it. */
export const passcodeMessage = (
  language: 'zh' | 'en',
  channel: DeliveryChannel,
  facts: { readonly code: string; readonly organizationName: string; readonly expiresAtMs: number },
): MessageText => {
  const until = beijingTime(facts.expiresAtMs, language)
  if (language === 'zh') {
    const body = `【证书服务大厅】${facts.organizationName} 的数字证书下载授权码（PASSCODE）：${facts.code}，有效期至 ${until}。工作人员不会向您索要授权码，请勿转告他人。`
    return { subject: channel === 'email' ? '证书下载授权码（PASSCODE）' : null, body }
  }
  const body = `[Certhall] PASSCODE to download the certificate of ${facts.organizationName}: ${facts.code}, valid until ${until}. Our staff never ask for it; tell nobody.`
  return { subject: channel === 'email' ? 'Your certificate PASSCODE' : null, body }
}
