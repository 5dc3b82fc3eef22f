import type { checkAnswer, checkKey, CheckStatement } from '@certhall/contract/certificate/check'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'

export type CheckAnswer = Shape<typeof checkAnswer>
export type CheckKey = Shape<typeof checkKey>

export interface Checked {
  readonly answer: CheckAnswer
  readonly statement: CheckStatement
}

/** The text is what is signed: what the page shows is read from it and from nothing else. */
export const check = async (certificate: string, at: string | null): Promise<Checked> => {
  const answer = await call<CheckAnswer>('/checks', { body: { certificate, at } })
  return { answer, statement: JSON.parse(answer.text) as CheckStatement }
}

export const readCheckKey = (): Promise<CheckKey> => call('/checks/key')
