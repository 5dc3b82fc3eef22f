import * as z from 'zod'
import { agentIdKinds, certificateTypes, deliveryChannels, documentKinds, media, organizationKinds } from './vocabulary.ts'

/**
 * The form as it is being filled: every value is optional text as typed, only size and characters are limited here, so
 * that a half-filled draft can always be saved. ra/application/check-form.ts decides what a complete form is.
 */
const text = (max: number) => z.string().max(max)

export const draftForm = z
  .strictObject({
    organization: z
      .strictObject({
        name: text(200),
        kind: z.enum(organizationKinds),
        uscc: text(40),
        licenceNumber: text(60),
        licenceExpiresOn: text(20),
        legalRepresentative: text(100),
        province: text(60),
        city: text(60),
        district: text(60),
        address: text(300),
        postcode: text(20),
        phone: text(40),
      })
      .partial(),
    contact: z.strictObject({ name: text(100), department: text(100), mobile: text(40), email: text(300) }).partial(),
    agent: z.strictObject({ name: text(100), idKind: z.enum(agentIdKinds), idNumber: text(60), mobile: text(40) }).partial(),
    certificate: z
      .strictObject({
        /** Person named in the certificate: legal representative and employee certificates only. */
        holderName: text(100),
        /** OU; employee certificates and second certificates of one organisation. */
        department: text(100),
        validityYears: z.int().min(1).max(10),
      })
      .partial(),
    delivery: z.strictObject({ channel: z.enum(deliveryChannels) }).partial(),
  })
  .partial()
export type DraftForm = z.infer<typeof draftForm>

/** A complete, normalised form (all checks passed). */
export interface CompleteForm {
  readonly organization: {
    readonly name: string
    readonly kind: (typeof organizationKinds)[number]
    readonly uscc: string
    readonly orgCode: string
    readonly licenceNumber: string
    readonly licenceExpiresOn: string | null
    readonly legalRepresentative: string
    readonly province: string
    readonly city: string
    readonly district: string | null
    readonly address: string
    readonly postcode: string | null
    readonly phone: string | null
  }
  readonly contact: { readonly name: string; readonly department: string | null; readonly mobile: string; readonly email: string }
  readonly agent: {
    readonly name: string
    readonly idKind: (typeof agentIdKinds)[number]
    readonly idNumber: string
    readonly mobile: string
  }
  readonly certificate: { readonly holderName: string | null; readonly department: string | null; readonly validityYears: number }
  readonly delivery: { readonly channel: (typeof deliveryChannels)[number] }
}

export const selection = z.strictObject({ projectId: z.string().max(64), certificateType: z.enum(certificateTypes), medium: z.enum(media) })
export type Selection = z.infer<typeof selection>

export const documentView = z.strictObject({
  documentId: z.uuid(),
  kind: z.enum(documentKinds),
  fileName: z.string(),
  mediaType: z.enum(['application/pdf', 'image/jpeg', 'image/png']),
  sizeBytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.iso.datetime(),
})
export type DocumentView = z.infer<typeof documentView>
