import { fromBase64, toBase64 } from '@certhall/kernel/bytes'

/** PEM (RFC 7468): strict when read, 64 columns when written. */

export const pemLabels = Object.freeze([
  'CERTIFICATE',
  'CERTIFICATE REQUEST',
  'X509 CRL',
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'PUBLIC KEY',
] as const)

export type PemLabel = (typeof pemLabels)[number]

export const toPem = (label: PemLabel, der: Uint8Array): string => {
  const lines = toBase64(der).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The one block of this kind in a text, or undefined when there is none, more than one, or it is damaged. */
export const fromPem = (label: PemLabel, text: string): Uint8Array<ArrayBuffer> | undefined => {
  const blocks = allFromPem(label, text)
  return blocks.length === 1 ? blocks[0] : undefined
}

/** All blocks of this kind in order; damaged blocks make the whole text unreadable (empty result). */
export const allFromPem = (label: PemLabel, text: string): readonly Uint8Array<ArrayBuffer>[] => {
  const pattern = new RegExp(`^-----BEGIN ${label}-----[ \\t]*\\r?\\n([A-Za-z0-9+/=\\s]+?)^-----END ${label}-----[ \\t]*\\r?$`, 'gm')
  const blocks: Uint8Array<ArrayBuffer>[] = []
  let opened = 0
  for (const match of text.matchAll(pattern)) {
    const block = decode(match[1] ?? '')
    if (block === undefined) return []
    blocks.push(block)
    opened += 1
  }
  return text.split(`-----BEGIN ${label}-----`).length - 1 === opened ? blocks : []
}

const decode = (body: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return fromBase64(body.replaceAll(/\s/g, ''))
  } catch {
    // Bad base64 is an answer here: the text is not PEM.
    return undefined
  }
}
