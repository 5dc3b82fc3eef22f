/** The driver knows byte strings as Buffer, in arrays too. */
export const binary = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
