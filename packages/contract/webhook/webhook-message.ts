/** What the hall posts to the owner of a project (Standard Webhooks): which certificate, what became of it, nothing about a person. */
import * as z from 'zod'
import { certificateKey } from '../application/follow-up.ts'
import { certificateTypes, media } from '../application/vocabulary.ts'

/**
 * issued: a first certificate is installed; renewed: one is installed that takes the place of another, whatever the reason;
 * frozen and revoked: it must not be accepted any more.
 */
export const webhookEvents = ['certificate.issued', 'certificate.renewed', 'certificate.frozen', 'certificate.revoked'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

export const webhookMessage = z.strictObject({
  type: z.enum(webhookEvents),
  /** When it happened; the header says when it was sent. */
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    ...certificateKey.shape,
    projectId: z.string(),
    orgCode: z.string(),
    certificateType: z.enum(certificateTypes),
    medium: z.enum(media),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    /** Of certificate.renewed: the one whose place it takes, and when that ends. */
    replaces: certificateKey.extend({ endsAt: z.iso.datetime() }).nullable(),
    /** Of certificate.frozen and certificate.revoked: the word of RFC 5280, as CRL and OCSP have it. */
    reason: z.string().nullable(),
  }),
})
export type WebhookMessage = z.infer<typeof webhookMessage>
