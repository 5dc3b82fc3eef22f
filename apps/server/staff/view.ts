import type { deskPerson } from '@certhall/contract/desk/api'
import type { StaffCertificate } from '@certhall/ra/staff/ports'
import type * as z from 'zod'

export const toDeskPerson = (
  { person, certificateSha256, notAfterMs }: StaffCertificate,
  sessionEndsAtMs: number,
): z.infer<typeof deskPerson> => ({
  personId: person.personId,
  name: person.name,
  roles: [...person.roles],
  certificateSha256,
  certificateNotAfter: new Date(notAfterMs).toISOString(),
  sessionEndsAt: new Date(sessionEndsAtMs).toISOString(),
})
