import { auditEventTypes } from '@certhall/ra/audit/audit-event'
import { describe, expect, it } from 'vitest'
import english from '../../apps/portal/messages/en/desk.ts'
import chinese from '../../apps/portal/messages/zh/desk.ts'

/** The portal may not import the list itself; an auditor should read words all the same. */
describe('the audit list of the desk', () => {
  it.each(Object.keys(auditEventTypes))('has words in both languages for %s', (type) => {
    for (const { audit } of [english, chinese]) expect((audit.events as Readonly<Record<string, string>>)[type]).toMatch(/\S/)
  })
})
