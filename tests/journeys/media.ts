import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Medium } from '@certhall/contract/application/vocabulary'
import { fromBase64 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import type { ApplicationPlan } from './applicant.ts'
import { apply } from './applicant.ts'
import { type HallPeople, passcodeFor } from './hall-people.ts'
import { download, type Held } from './holder.ts'
import { downloadIntoUkey, type Ukey } from './ukey-holder.ts'

/** Where a story's certificates live. Both are told alike: what comes out is a certificate with its key. */
export interface StoryMedium {
  readonly kind: Medium
  /** 证书下载; not confirmed yet, so that a story can stop in between. */
  readonly download: (passcode: string) => Promise<Downloading>
}

/** Issued and kept; `confirm` proves that it is installed. */
export interface Downloading extends Held {
  /** The saved file; a UKEY has none. */
  readonly p12?: Uint8Array
  readonly confirm: () => Promise<void>
}

export const p12Password = '粤B-journey-2026!'

export const p12Medium = (baseUrl: string): StoryMedium => ({
  kind: 'p12',
  download: (passcode) => download(baseUrl, passcode, p12Password),
})

/** Each download goes into the UKEY that is in. */
export const ukeyMedium = (baseUrl: string, ukey: Ukey): StoryMedium => ({
  kind: 'ukey',
  download: (passcode) => downloadIntoUkey(baseUrl, passcode, ukey),
})

export const downloadConfirmed = async (medium: StoryMedium, passcode: string): Promise<Downloading> => {
  const held = await medium.download(passcode)
  await held.confirm()
  return held
}

/** From the form to a confirmed certificate in this medium. */
export const obtain = async (baseUrl: string, people: HallPeople, plan: ApplicationPlan, medium: StoryMedium): Promise<Downloading> => {
  const applicationNo = await apply(baseUrl, { ...plan, selection: { ...plan.selection, medium: medium.kind } })
  return downloadConfirmed(medium, await passcodeFor(baseUrl, people, applicationNo))
}

/** What a story leaves of its holder, as result.json names it. */
export const saveHolder = (directory: string, { issued, p12 }: Downloading): Readonly<Record<string, string>> => {
  writeFileSync(
    join(directory, 'chain.pem'),
    [issued.certificate, ...issued.chain].map((each) => toPem('CERTIFICATE', fromBase64(each))).join(''),
  )
  if (p12 === undefined) return { chain: 'chain.pem' }
  writeFileSync(join(directory, 'holder.p12'), p12)
  return { chain: 'chain.pem', p12: 'holder.p12', p12Password }
}
