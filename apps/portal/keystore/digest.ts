import { toHex, utf8 } from '@certhall/kernel/bytes'

export const sha256Hex = async (content: Uint8Array<ArrayBuffer> | string): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', typeof content === 'string' ? utf8(content) : content)))
