import * as z from 'zod'

/** Where a kind of token leaves its standard's common ground. Unknown fields are refused: a typing error must not pass. */
export const tokenQuirks = z.strictObject({
  /** Of a new PIN; the factory's may be shorter. */
  pinOctets: z.strictObject({ least: z.int().min(1).max(64), most: z.int().min(1).max(64) }),
  /** What new ones come with. Never tried unasked: a person who types one is led to change it. */
  initialPins: z.array(z.string().min(1).max(64)).max(8),
  /** How the tries left can be seen: as a number, by the flags of PKCS#11, or not at all. */
  tries: z.enum(['counted', 'flags', 'hidden']),
  /** Who hashes before a signature. */
  hashing: z.enum(['host', 'token']),
  /** SKF: the application that holds the containers; null takes the first there is. */
  applicationName: z.string().min(1).max(32).nullable(),
  /** SKF on 32-bit Windows. */
  callingConvention: z.enum(['cdecl', 'stdcall']),
  /** What a key is named by. */
  naming: z.enum(['keyId', 'containerName']),
})
export type TokenQuirks = z.infer<typeof tokenQuirks>
