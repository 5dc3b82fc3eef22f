import type { ErrorCode } from '@certhall/contract/errors'
import { AppError, type Decision, orThrow } from '@certhall/kernel/app-error'
import type { Actor } from '../actor.ts'
import type { NoticeLanguage } from '../notice/ports.ts'
import { type ApplicationKey, loadOwnApplication } from './add-document.ts'
import { takeCode } from './contact-code.ts'
import { type IntakeDeps, prepareCode, tellCode } from './intake.ts'
import type { Application } from './ports.ts'
import { addressOf, type CodeSent, codeTimes, maskOf } from './prove-contact.ts'

type Channel = 'mobile' | 'email'

/** A returned mobile or e-mail must be proven again before the correction is submitted. */
export const sendNewContactCode =
  (deps: IntakeDeps) =>
  async (
    key: ApplicationKey,
    contact: { readonly channel: Channel; readonly value: string },
    actor: Actor,
    language: NoticeLanguage,
  ): Promise<CodeSent> => {
    const { channel } = contact
    const address = addressOf(channel, contact.value)
    const prepared = await deps.transaction(async (tx) => {
      const application = await loadOwnApplication(tx, key)
      refuseUnreturned(application, channel)
      await tx.audit.append({
        type: 'contact.code-sent',
        actor,
        applicationNo: key.applicationNo,
        detail: { channel, sentTo: maskOf(channel, address) },
      })
      return prepareCode(deps, tx.codes, { purpose: 'verify', subject: `application:${application.applicationNo}`, channel, address })
    })
    await tellCode(deps, prepared, language)
    return { sentTo: maskOf(channel, address), ...codeTimes }
  }

export const checkNewContactCode =
  (deps: IntakeDeps) =>
  async (
    key: ApplicationKey,
    entry: { readonly channel: Channel; readonly value: string; readonly code: string },
    actor: Actor,
  ): Promise<void> => {
    const { channel } = entry
    const address = addressOf(channel, entry.value)
    const answer = await deps.transaction(async (tx): Promise<Decision<true, ErrorCode>> => {
      const application = await loadOwnApplication(tx, key)
      refuseUnreturned(application, channel)
      const taken = await takeCode(
        deps,
        tx.codes,
        { purpose: 'verify', subject: `application:${application.applicationNo}`, channel, address },
        entry.code,
      )
      if (taken.ok)
        await tx.audit.append({
          type: 'contact.verified',
          actor,
          applicationNo: key.applicationNo,
          detail: { channel, sentTo: maskOf(channel, address) },
        })
      return taken
    })
    orThrow(answer)
  }

const refuseUnreturned = (application: Application, channel: Channel): void => {
  if (application.state !== 'returned') throw new AppError<ErrorCode>('state.application', { detail: { state: application.state } })
  if (!application.returnedItems.some(({ item }) => item === `contact.${channel}`))
    throw new AppError<ErrorCode>('state.not-returned', { detail: { item: `contact.${channel}` } })
}
