import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@certhall/contract/errors'
import { consentView, hallView, servicePointView } from '@certhall/contract/hall/hall'
import { AppError } from '@certhall/kernel/app-error'
import * as z from 'zod'

/** What the operator writes into files: read once at start, unknown keys refused. */
export interface HallFiles {
  readonly hall: z.infer<typeof hallFile>
  readonly consents: readonly Consent[]
}
export type Consent = z.infer<typeof consentView>

const hallFile = z.strictObject({
  ...hallView.omit({ mode: true, version: true, clientPorts: true, tlsLogin: true }).shape,
  reviewWorkingDays: z.int().min(1).max(30),
  servicePoints: z.array(servicePointView),
})

export const readHallFiles = (files: { readonly hallFile: string; readonly consentsDirectory: string }): HallFiles => {
  const consents = readdirSync(files.consentsDirectory)
    .filter((name) => name.endsWith('.md'))
    .map((name) => parseConsent(readFileSync(join(files.consentsDirectory, name), 'utf8'), name))
    .toSorted((left, right) => order.indexOf(left.consentId) - order.indexOf(right.consentId))
  if (consents.map((consent) => consent.consentId).join() !== order.join()) throw wrong('consents-incomplete', files.consentsDirectory)
  return { hall: parseWith(hallFile, readFileSync(files.hallFile, 'utf8'), files.hallFile), consents }
}

const order: readonly Consent['consentId'][] = ['subscriberAgreement', 'privacyNotice', 'cps']

/** Front matter between two `---` lines, then the Chinese and the English text. The digest covers the file as it is. */
export const parseConsent = (text: string, name: string): Consent => {
  const match = /^---\n(.*?)\n---\n<!-- zh -->\n(.*?)\n<!-- en -->\n(.*)$/s.exec(text.replaceAll('\r\n', '\n'))
  const [, head = '', textZh = '', textEn = ''] = match ?? []
  const facts = Object.fromEntries(
    head.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const sha256 = createHash('sha256').update(text).digest('hex')
  const parsed = consentView.safeParse({ ...facts, textZh: textZh.trim(), textEn: textEn.trim(), sha256 })
  if (!parsed.success || textZh.trim() === '' || textEn.trim() === '') throw wrong('malformed-consent', name)
  return parsed.data
}

const parseWith = <Shape extends z.ZodType>(shape: Shape, text: string, path: string): z.infer<Shape> => {
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError<ErrorCode>('internal.configuration', { detail: { reason: 'malformed-file', at: path }, cause })
  }
}

const wrong = (reason: string, at: string): AppError<ErrorCode> =>
  new AppError<ErrorCode>('internal.configuration', { detail: { reason, at } })
