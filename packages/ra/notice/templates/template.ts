import type { NoticeKind, NoticeParameters } from '../notice.ts'

export type TemplateFacts<Kind extends NoticeKind> = NoticeParameters[Kind] & { readonly applicationNo: string }

export interface Template<Kind extends NoticeKind> {
  readonly zh: (facts: TemplateFacts<Kind>) => TemplateText
  readonly en: (facts: TemplateFacts<Kind>) => TemplateText
}

export interface TemplateText {
  readonly subject: string
  /** One sentence: the whole SMS, and the opening of the mail. */
  readonly lead: string
  /** What to do next; mail only. */
  readonly rest: string
}
