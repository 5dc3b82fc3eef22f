/** One applicant at a browser, as API tests speak for them: cookies, solved captchas, codes from the outbox, papers. */
import type { CompleteForm, DraftForm, Selection } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { systemRandom } from '@certhall/kernel/random'
import type { Server } from '@certhall/server/wire'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { vi } from 'vitest'
import type { Answer } from './desk-visitor.ts'

export interface Applicant {
  readonly ask: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<Answer>
  /** The raw text goes as it is: for bodies that are no JSON, or JSON of a strange kind. */
  readonly askRaw: (method: 'POST' | 'PUT', path: string, text: string) => Promise<Answer>
  readonly upload: (path: string, kind: string, bytes: Uint8Array) => Promise<Answer>
  readonly captcha: () => Promise<string>
  /** What an expired session looks like. */
  readonly forgetCookies: () => void
}

/** Each request from an address of its own: limits by address have tests of their own. */
let addresses = 0
const nextAddress = (): string => {
  addresses += 1
  return `127.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

export const tendering: Selection = { projectId: 'tendering', certificateType: 'organization', medium: 'p12' }
export const samplePdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** `address`: where all its requests come from; else each from another one. */
export const openApplicant = (server: Server, address?: string): Applicant => {
  const cookies = new Map<string, string>()
  const send = async (
    method: string,
    path: string,
    payload: string | Buffer | undefined,
    contentType: string | undefined,
  ): Promise<Answer> => {
    const response = await server.app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      remoteAddress: address ?? nextAddress(),
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: 'http://127.0.0.1:8460',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const cookie of response.cookies) cookies.set(cookie.name, cookie.value)
    return {
      status: response.statusCode,
      body: response.body === '' || !String(response.headers['content-type']).includes('json') ? response.body : JSON.parse(response.body),
    }
  }
  const applicant: Applicant = {
    ask: (method, path, body) =>
      body === undefined ? send(method, path, undefined, undefined) : send(method, path, JSON.stringify(body), 'application/json'),
    askRaw: (method, path, text) => send(method, path, text, 'application/json'),
    upload: (path, kind, bytes) => {
      const boundary = 'paper-boundary'
      const part = (head: string): Buffer => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`)
      const payload = Buffer.concat([
        part('name="kind"'),
        Buffer.from(`${kind}\r\n`),
        part('name="file"; filename="paper.pdf"\r\nContent-Type: application/pdf'),
        bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ])
      return send('POST', path, payload, `multipart/form-data; boundary=${boundary}`)
    },
    captcha: async () => {
      const { body: challenge } = await send('GET', '/captcha', undefined, undefined)
      return Buffer.from(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })).toString('base64')
    },
    forgetCookies: () => cookies.clear(),
  }
  return applicant
}

/** 查询 with a fresh captcha. */
export const lookUp = async (applicant: Applicant, code: string, selection: Selection = tendering): Promise<Answer> =>
  applicant.ask('POST', '/lookups', { ...selection, code, captcha: await applicant.captcha() })

/** A draft with everything in it: form saved, both contacts proven, papers uploaded. Gives its id. */
export const fillDraft = async (applicant: Applicant, form: CompleteForm, selection: Selection = tendering): Promise<string> => {
  const { body: answer } = await lookUp(applicant, form.organization.uscc, selection)
  const draftId = answer.draftId as string
  const { body: draft } = await applicant.ask('GET', `/drafts/${draftId}`)
  const saved = await applicant.ask('PUT', `/drafts/${draftId}`, { version: draft.version, form: typedForm(form) })
  if (saved.status !== 200) throw new Error(`saving: ${JSON.stringify(saved.body)}`)
  for (const channel of ['mobile', 'email'] as const) await proveContact(applicant, draftId, channel, form.contact[channel])
  for (const kind of ['applicationForm', 'businessLicence', 'agentId', 'authorizationLetter'] satisfies DocumentKind[])
    await applicant.upload(`/drafts/${draftId}/documents`, kind, samplePdf)
  return draftId
}

export const proveContact = async (applicant: Applicant, draftId: string, channel: 'mobile' | 'email', value: string): Promise<Answer> => {
  const sent = await applicant.ask('POST', `/drafts/${draftId}/contact-codes`, { channel, value })
  if (sent.status >= 300) return sent
  return applicant.ask('POST', `/drafts/${draftId}/contact-codes/check`, { channel, code: await newestCode(applicant, value) })
}

export const newestCode = async (applicant: Applicant, address: string): Promise<string> => (await codesTo(applicant, address))[0] ?? ''

/** The code that `request` sends. Some answers do not wait for their message, so that they tell nothing: this waits for it. */
export const codeSentBy = async (applicant: Applicant, address: string, request: () => Promise<unknown>): Promise<string> => {
  const before = (await codesTo(applicant, address)).length
  await request()
  return vi.waitFor(
    async () => {
      const codes = await codesTo(applicant, address)
      if (codes.length <= before) throw new Error(`no new code to ${address}`)
      return codes[0] ?? ''
    },
    { timeout: 20_000, interval: 50 },
  )
}

/** Newest first. */
const codesTo = async (applicant: Applicant, address: string): Promise<string[]> => {
  const { body } = await applicant.ask('GET', '/outbox')
  const messages = body.messages as { to: string; kind: string; codes: string[] }[]
  return messages.filter((each) => each.to === address && each.kind === 'contact-code').flatMap((each) => each.codes)
}

/** A complete form as a person types it: without what the hall derives, empty values left out. */
export const typedForm = ({
  organization: { orgCode: _derived, ...organization },
  contact,
  agent,
  certificate,
  delivery,
}: CompleteForm): DraftForm =>
  JSON.parse(
    JSON.stringify({ organization, contact, agent, certificate, delivery }, (_key, value: unknown) => (value === null ? undefined : value)),
  ) as DraftForm

export const submission = async (applicant: Applicant, draftId: string, change: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  applicant.ask('POST', `/drafts/${draftId}/submit`, { ...(await submissionBody(applicant, draftId)), ...change })

/** What the page sends on 提交. */
export const submissionBody = async (applicant: Applicant, draftId: string): Promise<object> => {
  const [{ body: draft }, { body: consents }] = [await applicant.ask('GET', `/drafts/${draftId}`), await applicant.ask('GET', '/consents')]
  return {
    idempotencyKey: systemRandom.uuid(),
    version: draft.version,
    declaration: true,
    language: 'zh',
    consents: (consents as { consentId: string; version: string }[]).map(({ consentId, version }) => ({ consentId, version })),
  }
}
