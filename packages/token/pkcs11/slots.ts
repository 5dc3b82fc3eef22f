/** Tokens that are in, addressed by their serial number: slot numbers change. */
import { fromUtf8 } from '@certhall/kernel/bytes'
import { type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import type { TokenFacts } from '../token.ts'
import { ckf, ckm, ckr } from './constants.ts'
import type { Library } from './library.ts'
import { readNumber, withMemory } from './memory.ts'
import { ckrError } from './token-code.ts'

export interface PresentToken {
  readonly slot: bigint
  readonly tokenId: string
  readonly manufacturer: string
  readonly model: string
  readonly label: string
  readonly serialNumber: string
  readonly flags: bigint
  readonly pinOctets: { readonly least: number; readonly most: number }
  readonly space: TokenFacts['space']
}

/** One token behind two slots (one for each of its PINs) is one token: the first counts. */
export const presentTokens = async (library: Library): Promise<readonly PresentToken[]> => {
  const tokens: PresentToken[] = []
  for (const slot of await slotsWithToken(library)) {
    const token = await tokenIn(library, slot)
    if (token !== undefined && !tokens.some(({ tokenId }) => tokenId === token.tokenId)) tokens.push(token)
  }
  return tokens
}

const mostSlots = 64

const slotsWithToken = (library: Library): Promise<readonly bigint[]> =>
  withMemory(library.layout, async (memory) => {
    const count = memory.ulong(0n)
    // Only a call without a list makes a library look for what came and went (PKCS#11 2.40 §5.5, C_GetSlotList).
    await library.call('C_GetSlotList', 1, null, count.address)
    const room = memory.ulong(BigInt(mostSlots))
    const slots = memory.take(mostSlots * library.layout.ulongOctets)
    await library.call('C_GetSlotList', 1, slots.address, room.address)
    const some = Math.min(Number(memory.readUlong(room)), mostSlots)
    return Array.from({ length: some }, (_unused, index) => memory.readUlong(slots, index * library.layout.ulongOctets))
  })

/** Undefined for one that was pulled out just now, does not answer, or was never set up: it hides no neighbour. */
const tokenIn = (library: Library, slot: bigint): Promise<PresentToken | undefined> =>
  withMemory(library.layout, async (memory) => {
    const { size, flags: flagsAt, ulong } = library.layout.tokenInfo
    const block = memory.take(size)
    if ((await library.ask('C_GetTokenInfo', slot, block.address)) !== ckr.ok) return undefined
    const text = (start: number, length: number): string => paddedText(block.octets.slice(start, start + length))
    const [label, manufacturer, model, serialNumber] = [text(0, 32), text(32, 32), text(64, 16), text(80, 16)]
    const flags = readNumber(block.octets, flagsAt, library.layout.ulongOctets)
    const tokenId = serialNumber === '' ? label : serialNumber
    if (tokenId === '' || (flags & (ckf.tokenInitialized | ckf.userPinInitialized)) === 0n) return undefined
    const number = (index: number): number | null => knownNumber(memory.readUlong(block, ulong(index)), library.layout.ulongOctets)
    return {
      slot,
      tokenId,
      manufacturer,
      model,
      label,
      serialNumber: tokenId,
      flags,
      pinOctets: { most: number(5) || Number.MAX_SAFE_INTEGER, least: number(6) ?? 0 },
      // Private memory: keys are what a token runs out of room for.
      space: { totalOctets: number(9), freeOctets: number(10) },
    }
  })

/** CK_UNAVAILABLE_INFORMATION is all ones; 0 at the maximum of a PIN means nothing either. */
const knownNumber = (value: bigint, ulongOctets: number): number | null =>
  value === (1n << BigInt(ulongOctets * 8)) - 1n || value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value)

/** Padded with blanks, or ended by a zero against the standard; of any character set, against the standard too. */
const paddedText = (octets: Uint8Array): string => {
  const end = octets.indexOf(0)
  const used = end === -1 ? octets : octets.subarray(0, end)
  try {
    return fromUtf8(used).trim()
  } catch {
    return Array.from(used, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '?'))
      .join('')
      .trim()
  }
}

/** What we make keys for, if the token does; RSA of 4096 bits takes minutes inside a token. */
const offered = ['rsa-2048', 'rsa-3072', 'ecdsa-p256', 'ecdsa-p384'] as const satisfies readonly AlgorithmName[]
export type TokenAlgorithm = (typeof offered)[number]

export interface Abilities {
  readonly algorithms: readonly TokenAlgorithm[]
  readonly mechanisms: ReadonlySet<bigint>
}

export const abilitiesOf = async (library: Library, slot: bigint): Promise<Abilities> => {
  const mechanisms = new Set(await mechanismsOf(library, slot))
  const algorithms: TokenAlgorithm[] = []
  for (const name of offered) {
    const { keyType, sizeBits } = algorithmOf(name)
    const generation = keyType === 'rsa' ? ckm.rsaPkcsKeyPairGen : ckm.ecKeyPairGen
    const canSign = signingMechanisms(name).some(({ mechanism }) => mechanisms.has(mechanism))
    if (canSign && mechanisms.has(generation) && (await reaches(library, slot, generation, sizeBits))) algorithms.push(name)
  }
  return { algorithms, mechanisms }
}

/** Hashed here first: every token can sign a digest that it is given, fewer hash. */
export const signingMechanisms = (name: TokenAlgorithm): readonly { readonly mechanism: bigint; readonly hashing: 'host' | 'token' }[] => [
  { mechanism: algorithmOf(name).keyType === 'rsa' ? ckm.rsaPkcs : ckm.ecdsa, hashing: 'host' },
  { mechanism: hashingMechanisms[name], hashing: 'token' },
]

const hashingMechanisms: Readonly<Record<TokenAlgorithm, bigint>> = {
  'rsa-2048': ckm.sha256RsaPkcs,
  'rsa-3072': ckm.sha256RsaPkcs,
  'ecdsa-p256': ckm.ecdsaSha256,
  'ecdsa-p384': ckm.ecdsaSha384,
}

const mechanismsOf = (library: Library, slot: bigint): Promise<readonly bigint[]> =>
  withMemory(library.layout, async (memory) => {
    const count = memory.ulong(0n)
    await library.call('C_GetMechanismList', slot, null, count.address)
    const some = Math.min(Number(memory.readUlong(count)), 1_000)
    const list = memory.take(some * library.layout.ulongOctets)
    if (some > 0) await library.call('C_GetMechanismList', slot, list.address, count.address)
    return Array.from({ length: some }, (_unused, index) => memory.readUlong(list, index * library.layout.ulongOctets))
  })

const reaches = (library: Library, slot: bigint, mechanism: bigint, sizeBits: number): Promise<boolean> =>
  withMemory(library.layout, async (memory) => {
    const { size, most } = library.layout.mechanismInfo
    const block = memory.take(size)
    const value = await library.ask('C_GetMechanismInfo', slot, mechanism, block.address)
    if (value === ckr.mechanismInvalid) return false
    if (value !== ckr.ok) throw ckrError('C_GetMechanismInfo', value)
    return memory.readUlong(block) <= BigInt(sizeBits) && memory.readUlong(block, most) >= BigInt(sizeBits)
  })
