import type { draftView, lookupResponse, progressView } from '@certhall/contract/application/api'
import type { consentView, projectView } from '@certhall/contract/hall/hall'
import type { CompleteForm, Selection } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { utf8 } from '@certhall/kernel/bytes'
import type * as z from 'zod'
import { readClock } from './evaluation-clock.ts'
import { awaitCode } from './outbox.ts'
import { openSession, type Session } from './session.ts'

export interface ApplicationPlan {
  readonly selection: Selection
  readonly code: string
  /** As typed: normalised values are what a person would type too. */
  readonly form: Typed<CompleteForm>
}

/** A complete form without what the hall derives or what may be left out. */
type Typed<Form> = {
  readonly [Section in keyof Form]: {
    readonly [Field in keyof Form[Section] as Field extends 'orgCode' ? never : Field]?: NonNullable<Form[Section][Field]>
  }
}

/** Lives 查询 → 填写 → 确认 → 提交 as a person at a browser would; gives the application number. */
export const apply = async (baseUrl: string, plan: ApplicationPlan): Promise<string> => {
  const session = openSession(baseUrl)
  const looked = await session.post<z.infer<typeof lookupResponse>>('/lookups', {
    ...plan.selection,
    code: plan.code,
    captcha: await session.captcha(),
  })
  if (looked.draftId === null) throw new Error(`the look-up gave no draft: ${looked.outcome}`)
  const path = `/drafts/${looked.draftId}`
  const first = await session.get<z.infer<typeof draftView>>(path)
  await session.put(path, { version: first.version, form: plan.form })
  await prove('mobile', plan.form.contact.mobile ?? '')
  await prove('email', plan.form.contact.email ?? '')
  for (const kind of await requiredDocuments()) await uploadPaper(session, looked.draftId, kind)
  return submitDraft(session, looked.draftId)

  async function prove(channel: 'mobile' | 'email', value: string): Promise<void> {
    const sinceMs = Date.parse((await readClock(baseUrl)).now) - 1_000
    await session.post(`${path}/contact-codes`, { channel, value })
    await session.post(`${path}/contact-codes/check`, { channel, code: await awaitCode(session, value, sinceMs) })
  }

  async function requiredDocuments(): Promise<readonly DocumentKind[]> {
    const projects = await session.get<z.infer<typeof projectView>[]>('/projects')
    const project = projects.find((each) => each.projectId === plan.selection.projectId)
    return project?.documents[plan.form.organization.kind ?? 'enterprise'] ?? []
  }
}

/** 提交, with what must be agreed to. */
export const submitDraft = async (session: Session, draftId: string): Promise<string> => {
  const path = `/drafts/${draftId}`
  const { version } = await session.get<z.infer<typeof draftView>>(path)
  const submitted = await session.post<z.infer<typeof progressView>>(`${path}/submit`, { ...(await agreed(session)), version })
  return submitted.applicationNo
}

export const agreed = async (session: Session) => {
  const consents = await session.get<z.infer<typeof consentView>[]>('/consents')
  return {
    idempotencyKey: crypto.randomUUID(),
    declaration: true as const,
    language: 'zh' as const,
    consents: consents.map(({ consentId, version }) => ({ consentId, version })),
  }
}

export const uploadPaper = (session: Session, draftId: string, kind: DocumentKind): Promise<unknown> =>
  session.upload(`/drafts/${draftId}/documents`, { kind }, { name: `${kind}.pdf`, mediaType: 'application/pdf', bytes: samplePaper(kind) })

/** A small, well-formed PDF. */
const samplePaper = (title: string): Uint8Array<ArrayBuffer> =>
  utf8(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n` +
      `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n` +
      `4 0 obj<</Length ${title.length + 31}>>stream\nBT /F 18 Tf 40 100 Td (${title}) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  )
