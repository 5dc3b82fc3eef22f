import { describe, expect, it } from 'vitest'
import { noticeKinds } from '../notice.ts'
import { contactCodeMessage } from './contact-code.ts'
import { noticeMessage } from './notice-message.ts'
import { passcodeMessage } from './passcode.ts'
import { beijingTime } from './time-text.ts'

const facts = {
  applicationNo: 'A2026-000001',
  organizationName: '广州示例科技有限公司',
  medium: 'ukey',
  projectNameZh: '招投标',
  projectNameEn: 'Tendering',
  dueAt: '2026-01-01T16:30:00.000Z',
  progressUrl: 'https://hall.example/progress',
  itemCount: '2',
  reason: 'duplicate',
  channel: 'sms',
  sentTo: '138****8000',
  expiresAt: '2026-01-15T16:30:00.000Z',
  downloadUrl: 'https://hall.example/download',
  serialNumber: '01ab',
  notAfter: '2027-01-01T00:00:00.000Z',
  hotline: '400-000-0000',
  contactMobile: '139****8000',
  daysLeft: '7',
  renewUrl: 'https://hall.example/certificates',
  revokedAt: '2027-01-01T00:00:00.000Z',
  oldSerialNumber: '01cd',
  oldEndsAt: '2027-01-08T00:00:00.000Z',
  unfreezeUrl: 'https://hall.example/unfreeze',
}

describe('messages', () => {
  it('have text for every kind, language and channel, and an SMS is one line', () => {
    for (const kind of noticeKinds)
      for (const language of ['zh', 'en'] as const) {
        const mail = noticeMessage(kind, language, 'email', facts)
        const sms = noticeMessage(kind, language, 'sms', facts)
        expect(mail.subject).toContain('A2026-000001')
        expect(sms).toMatchObject({ subject: null, body: expect.not.stringContaining('\n') as string })
        expect(`${mail.body}${sms.body}`).not.toMatch(/undefined|\[object/)
      }
  })

  it('say what the certificate goes into, and what that needs first', () => {
    expect(noticeMessage('download-ready', 'zh', 'email', facts).body).toMatch(/存储类型：UKEY.*下载中心/)
    expect(noticeMessage('download-ready', 'en', 'email', { ...facts, medium: 'p12' }).body).toContain('Medium: P12 file')
  })

  it('say why a certificate was frozen or revoked, and call what they do not know other', () => {
    expect(noticeMessage('certificate-frozen', 'zh', 'sms', { ...facts, reason: 'mediumLost' }).body).toContain('原因：介质丢失')
    expect(noticeMessage('certificate-revoked', 'en', 'sms', { ...facts, reason: 'keyCompromise' }).body).toContain(
      'the key may be in other hands',
    )
    expect(noticeMessage('certificate-frozen', 'en', 'sms', { ...facts, reason: 'no such' }).body).toContain('other reasons')
    expect(noticeMessage('certificate-revoked', 'zh', 'sms', { ...facts, reason: 'no such' }).body).toContain('原因：其他')
  })

  it('tell time in Beijing', () => {
    expect(beijingTime('2026-01-01T16:30:00.000Z', 'zh')).toBe('2026年1月2日 00:30')
    expect(beijingTime('2026-01-01T16:30:00.000Z', 'en')).toBe('2026-01-02 00:30 (Beijing time)')
  })

  it('with a PASSCODE carry no address, and say that nobody asks for it', () => {
    for (const language of ['zh', 'en'] as const) {
      const { body } = passcodeMessage(language, 'sms', { code: 'AAAA-BBBB-CCCC-DDDD-EEEE', organizationName: '示例', expiresAtMs: 0 })
      expect(body).toContain('AAAA-BBBB-CCCC-DDDD-EEEE')
      expect(body).not.toMatch(/https?:/)
    }
  })

  it('with a contact code say what it is for', () => {
    expect(contactCodeMessage('zh', 'sms', { code: '123456', purpose: 'progress', lifeMinutes: 10 }).body).toContain('查询申请进度')
    expect(contactCodeMessage('en', 'email', { code: '123456', purpose: 'verify', lifeMinutes: 10 }).subject).toBe('Your code 123456')
  })
})
