import type { caseView, decisionDraft, deliveryRow, enrolmentResult, loginChallenge, statementToSign } from '@certhall/contract/desk/api'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromBase64, toBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import { buildCsr } from '@certhall/pki/csr/build-csr'
import type * as z from 'zod'
import { openSession, type Session } from './session.ts'

/** A member of the staff at a browser: a key of their own, a certificate, a session, signed statements. */
export interface StaffMember {
  readonly personId: string
  readonly name: string
  readonly session: Session
  /** Once more with the same certificate: sessions do not outlive a jump of the clock. */
  readonly logIn: () => Promise<void>
  readonly approve: (applicationNo: string) => Promise<void>
  /** 拒绝 */
  readonly reject: (applicationNo: string, reason: NonNullable<z.infer<typeof decisionDraft>['rejectReason']>) => Promise<void>
  /** 退回补正 */
  readonly sendBack: (applicationNo: string, items: z.infer<typeof decisionDraft>['returnedItems']) => Promise<void>
  readonly sendPasscode: (applicationNo: string) => Promise<z.infer<typeof deliveryRow>>
}

export const enrol = async (baseUrl: string, token: string): Promise<StaffMember> => {
  const session = openSession(baseUrl)
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const sign = async (text: string): Promise<string> =>
    toBase64Url(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, utf8(text))))
  const csr = await buildCsr({
    spki: new Uint8Array(await crypto.subtle.exportKey('spki', key.publicKey)),
    subject: [],
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, bytes)),
  })
  const { personId, name, certificate } = await session.post<z.infer<typeof enrolmentResult>>('/desk/enrolments', {
    token,
    csr: toBase64(csr),
  })
  const logIn = async (): Promise<void> => {
    const challenge = await session.post<z.infer<typeof loginChallenge>>('/desk/login/challenge', {})
    const text = canonicalJson({
      format: 'certhall.staff-login.v1',
      origin: challenge.origin,
      nonce: challenge.nonce,
      certificateSha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', fromBase64(certificate)))),
    })
    await session.post('/desk/login', { text, signature: await sign(text), certificate })
  }
  await logIn()

  const decide = async (
    applicationNo: string,
    draft: Pick<z.infer<typeof decisionDraft>, 'decision' | 'returnedItems'> & Partial<Pick<z.infer<typeof decisionDraft>, 'rejectReason'>>,
  ): Promise<void> => {
    const path = `/desk/cases/${applicationNo}`
    const { version } = await session.get<z.infer<typeof caseView>>(path)
    const statement = await session.post<z.infer<typeof statementToSign>>(`${path}/statements`, {
      version,
      rejectReason: null,
      remark: '',
      ...draft,
    })
    await session.post(`${path}/decisions`, { text: statement.text, signature: await sign(statement.text) })
  }

  return {
    personId,
    name,
    session,
    logIn,
    approve: (applicationNo) => decide(applicationNo, { decision: 'approve', returnedItems: [] }),
    reject: (applicationNo, rejectReason) => decide(applicationNo, { decision: 'reject', returnedItems: [], rejectReason }),
    sendBack: (applicationNo, returnedItems) => decide(applicationNo, { decision: 'return', returnedItems }),
    sendPasscode: async (applicationNo) => {
      const path = `/desk/deliveries/${applicationNo}`
      const statement = await session.post<z.infer<typeof statementToSign>>(`${path}/statements`, { channel: 'sms', resendReason: null })
      return session.post(`${path}/releases`, { text: statement.text, signature: await sign(statement.text) })
    },
  }
}
