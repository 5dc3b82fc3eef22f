/** Objects of a token through one session: found by attributes, read, made, destroyed. */
import { cka, ckr } from './constants.ts'
import type { Library } from './library.ts'
import { type Block, emptyBlock, type Memory, readNumber, withMemory } from './memory.ts'
import { ckrError } from './token-code.ts'

/** A number is a CK_ULONG; a boolean a CK_BBOOL. */
export type AttributeValue = boolean | bigint | Uint8Array
export type Template = readonly (readonly [type: bigint, value: AttributeValue])[]
export type Attributes = ReadonlyMap<bigint, Uint8Array>

export interface Objects {
  readonly find: (template: Template) => Promise<readonly bigint[]>
  /** What the token does not have or does not give is left out. */
  readonly read: (handle: bigint, types: readonly bigint[]) => Promise<Attributes>
  readonly create: (template: Template) => Promise<bigint>
  readonly destroy: (handle: bigint) => Promise<void>
  /** The public key's handle, then the private key's. */
  readonly generatePair: (mechanism: bigint, publicTemplate: Template, privateTemplate: Template) => Promise<readonly [bigint, bigint]>
  readonly sign: (mechanism: bigint, key: bigint, content: Uint8Array) => Promise<Uint8Array>
}

export const objectsOf = (library: Library, session: bigint): Objects => {
  const { layout, call } = library
  const inMemory = <Value>(work: (memory: Memory) => Promise<Value>): Promise<Value> => withMemory(layout, work)
  return {
    find: (template) => inMemory((memory) => find(library, session, memory, template)),
    read: (handle, types) => inMemory((memory) => read(library, session, memory, handle, types)),
    create: (template) =>
      inMemory(async (memory) => {
        const handle = memory.ulong(0n)
        await call('C_CreateObject', session, blockOf(memory, template).address, template.length, handle.address)
        return memory.readUlong(handle)
      }),
    destroy: (handle) => call('C_DestroyObject', session, handle),
    generatePair: (mechanism, publicTemplate, privateTemplate) =>
      inMemory(async (memory) => {
        const [publicKey, privateKey] = [memory.ulong(0n), memory.ulong(0n)]
        await call(
          'C_GenerateKeyPair',
          session,
          memory.triples([{ type: mechanism, value: emptyBlock }]).address,
          blockOf(memory, publicTemplate).address,
          publicTemplate.length,
          blockOf(memory, privateTemplate).address,
          privateTemplate.length,
          publicKey.address,
          privateKey.address,
        )
        return [memory.readUlong(publicKey), memory.readUlong(privateKey)] as const
      }),
    sign: (mechanism, key, content) =>
      inMemory(async (memory) => {
        await call('C_SignInit', session, memory.triples([{ type: mechanism, value: emptyBlock }]).address, key)
        const signature = memory.take(longestSignatureOctets)
        const length = memory.ulong(BigInt(longestSignatureOctets))
        // Never null, which would ask for the length alone: an empty content is signed too.
        const given = memory.copy(content.length === 0 ? Uint8Array.of(0) : content)
        await call('C_Sign', session, given.address, content.length, signature.address, length.address)
        return signature.octets.slice(0, Number(memory.readUlong(length)))
      }),
  }
}

const longestSignatureOctets = 1_024
/** A library that tells more than this of one attribute is not believed. */
const longestAttributeOctets = 65_536
const handlesAtOnce = 32
const mostObjects = 2_000

const find = async ({ layout, call, ask }: Library, session: bigint, memory: Memory, template: Template): Promise<readonly bigint[]> => {
  await call('C_FindObjectsInit', session, blockOf(memory, template).address, template.length)
  const found: bigint[] = []
  try {
    const handles = memory.take(handlesAtOnce * layout.ulongOctets)
    const count = memory.ulong(0n)
    while (found.length < mostObjects) {
      await call('C_FindObjects', session, handles.address, handlesAtOnce, count.address)
      const some = Math.min(Number(memory.readUlong(count)), handlesAtOnce)
      for (let index = 0; index < some; index += 1) found.push(memory.readUlong(handles, index * layout.ulongOctets))
      if (some === 0) return found
    }
    return found
  } finally {
    await ask('C_FindObjectsFinal', session)
  }
}

/** These tell that some attributes were not given; the others were (PKCS#11 2.40 §5.7, C_GetAttributeValue). */
const readable: readonly number[] = [ckr.ok, ckr.attributeSensitive, ckr.attributeTypeInvalid]

const read = async (library: Library, session: bigint, memory: Memory, handle: bigint, types: readonly bigint[]): Promise<Attributes> => {
  const lengths = memory.triples(types.map((type) => ({ type, value: emptyBlock })))
  await askReadable(library, session, handle, lengths.address, types.length)
  const { triple, ulongOctets } = library.layout
  const lengthOf = (octets: Uint8Array, index: number): number => {
    const length = BigInt.asIntN(ulongOctets * 8, readNumber(octets, index * triple.size + triple.length, ulongOctets))
    return length < 0n || length > BigInt(longestAttributeOctets) ? -1 : Number(length)
  }
  const given = types.map((type, index) => ({ type, length: lengthOf(lengths.octets, index) })).filter(({ length }) => length >= 0)
  const rows = given.map(({ type, length }) => ({ type, value: memory.take(length) }))
  const values = memory.triples(rows)
  if (rows.length > 0) await askReadable(library, session, handle, values.address, rows.length)
  return new Map(
    rows.flatMap(({ type, value }, index) => {
      const length = lengthOf(values.octets, index)
      return length < 0 || length > value.octets.length ? [] : [[type, value.octets.slice(0, length)] as const]
    }),
  )
}

const askReadable = async ({ ask }: Library, session: bigint, handle: bigint, template: bigint | null, count: number): Promise<void> => {
  const value = await ask('C_GetAttributeValue', session, handle, template, count)
  if (!readable.includes(value)) throw ckrError('C_GetAttributeValue', value)
}

const blockOf = (memory: Memory, template: Template): Block =>
  memory.triples(template.map(([type, value]) => ({ type, value: valueBlock(memory, value) })))

const valueBlock = (memory: Memory, value: AttributeValue): Block => {
  if (typeof value === 'bigint') return memory.ulong(value)
  return memory.copy(typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : value)
}

export const isTrue = (attributes: Attributes, type: bigint): boolean => (attributes.get(type)?.[0] ?? 0) !== 0
export const isFalse = (attributes: Attributes, type: bigint): boolean => attributes.get(type)?.[0] === 0

export const byId = (objectClass: bigint, keyId: Uint8Array): Template => [
  [cka.class, objectClass],
  [cka.id, keyId],
]
