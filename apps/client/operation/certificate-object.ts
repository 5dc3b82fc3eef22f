import type { Certificate } from '@certhall/pki/certificate/certificate'
import { toHex } from '@certhall/kernel/bytes'
import { nameText } from '@certhall/pki/name/parse-name'
import type { ConsentObject } from '../consent/question.ts'

/** How a certificate is shown to the person: by what stands in it. */
export const certificateObject = ({ subject, serial, notAfterMs }: Certificate): ConsentObject => ({
  kind: 'certificate',
  subject: nameText(subject),
  serialNumber: toHex(serial),
  notAfterMs,
})
