/** Randomness as a value. Only this file draws from the system's generator. */
export interface Random {
  /** `length` bytes from a cryptographically secure generator. */
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>
  /** An RFC 9562 version 4 UUID. */
  readonly uuid: () => string
}

/** The platform's generator (Web Crypto: present in browsers and in Node). */
export const systemRandom: Random = {
  bytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => globalThis.crypto.randomUUID(),
}

/**
 * Uniform integer in [0, bound). Rejection sampling: a plain remainder would favour small values.
 * `bound` is from 1 to 2^32.
 */
export const randomBelow = (random: Random, bound: number): number => {
  const limit = Math.floor(2 ** 32 / bound) * bound
  for (;;) {
    const value = new DataView(random.bytes(4).buffer).getUint32(0)
    if (value < limit) return value % bound
  }
}
