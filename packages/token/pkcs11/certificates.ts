import { equalBytes, utf8 } from '@certhall/kernel/bytes'
import { type Certificate, parseCertificate } from '@certhall/pki/certificate/certificate'
import { DerWriter } from '@certhall/pki/der/writer'
import { keyIdentifierOf } from '@certhall/pki/key/public-key'
import { nameText, nameValue } from '@certhall/pki/name/parse-name'
import { cka, ckcX509, cko } from './constants.ts'
import { byId, type Objects } from './objects.ts'
import { readCertificates } from './public-keys.ts'
import { tokenError } from './token-code.ts'

/** The holder's under the identifier of its key, authorities under that of their own; what is there is left as it is. */
export const writeCertificates = async (objects: Objects, id: Uint8Array, [leaf, ...authorities]: readonly Uint8Array[]): Promise<void> => {
  const [privateKey] = await objects.find(byId(cko.privateKey, id))
  if (privateKey === undefined) throw tokenError('KEY_NOT_FOUND')
  if (leaf === undefined) return
  const before = await readCertificates(objects)
  const isThere = (der: Uint8Array): boolean => before.some((each) => equalBytes(each.der, der))
  if (!before.some((each) => equalBytes(each.der, leaf) && equalBytes(each.id, id))) await write(objects, id, leaf)
  for (const authority of authorities) if (!isThere(authority)) await write(objects, keyIdentifierOf(parsed(authority).spki), authority)
  // The one that it replaces goes when the new one is safely there.
  for (const each of before) if (equalBytes(each.id, id) && !equalBytes(each.der, leaf)) await objects.destroy(each.handle)
}

/** Read back: a token that cuts what it is given, silently, has been seen by others. */
const write = async (objects: Objects, id: Uint8Array, der: Uint8Array): Promise<void> => {
  const { subject, issuer, serial } = parsed(der)
  const handle = await objects.create([
    [cka.class, cko.certificate],
    [cka.token, true],
    [cka.private, false],
    [cka.certificateType, ckcX509],
    [cka.id, id],
    [cka.label, utf8((nameValue(subject, 'CN') ?? nameText(subject)).slice(0, 64))],
    [cka.subject, subject.der],
    [cka.issuer, issuer.der],
    [cka.serialNumber, new DerWriter(serial.length + 8).unsigned(serial).take()],
    [cka.value, der],
  ])
  const written = (await objects.read(handle, [cka.value])).get(cka.value)
  if (written !== undefined && equalBytes(written, der)) return
  await objects.destroy(handle)
  throw tokenError('TOKEN_FAILED')
}

const parsed = (der: Uint8Array): Certificate => {
  try {
    return parseCertificate(der)
  } catch (cause) {
    throw tokenError('TOKEN_FAILED', cause)
  }
}
