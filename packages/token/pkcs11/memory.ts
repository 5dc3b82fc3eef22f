/** Native memory for the arguments of one piece of work: it does not move, and it is wiped and given back at the end. */
import koffi from 'koffi'
import type { Layout } from './layout.ts'

export interface Memory {
  readonly take: (octets: number) => Block
  readonly copy: (octets: Uint8Array) => Block
  readonly ulong: (value: bigint) => Block
  readonly readUlong: (block: Block, offset?: number) => bigint
  /** CK_ATTRIBUTE or CK_MECHANISM, one after another. */
  readonly triples: (rows: readonly Triple[]) => Block
}

export interface Block {
  /** null for no octets at all. */
  readonly address: bigint | null
  readonly octets: Uint8Array
}

export interface Triple {
  readonly type: bigint
  readonly value: Block
}

export const withMemory = async <Value>(layout: Layout, work: (memory: Memory) => Promise<Value>): Promise<Value> => {
  const taken: Block[] = []
  const take = (octets: number): Block => {
    if (octets === 0) return emptyBlock
    const address = koffi.alloc('uint8_t', octets) as bigint
    const block = { address, octets: new Uint8Array(koffi.view(address, octets)) }
    block.octets.fill(0)
    taken.push(block)
    return block
  }
  try {
    return await work(memoryOf(layout, take))
  } finally {
    for (const { address, octets } of taken) {
      octets.fill(0)
      koffi.free(address)
    }
  }
}

export const emptyBlock: Block = Object.freeze({ address: null, octets: new Uint8Array(0) })

const memoryOf = (layout: Layout, take: Memory['take']): Memory => {
  const { ulongOctets, pointerOctets, triple } = layout
  const ulong = (value: bigint): Block => {
    const block = take(ulongOctets)
    writeNumber(block.octets, 0, ulongOctets, value)
    return block
  }
  return {
    take,
    ulong,
    copy: (octets) => {
      const block = take(octets.length)
      block.octets.set(octets)
      return block
    },
    readUlong: ({ octets }, offset = 0) => readNumber(octets, offset, ulongOctets),
    triples: (rows) => {
      const block = take(rows.length * triple.size)
      rows.forEach(({ type, value }, index) => {
        const start = index * triple.size
        writeNumber(block.octets, start, ulongOctets, type)
        writeNumber(block.octets, start + triple.pointer, pointerOctets, value.address ?? 0n)
        writeNumber(block.octets, start + triple.length, ulongOctets, BigInt(value.octets.length))
      })
      return block
    },
  }
}

/** Every machine that Node 24 runs our packages on is little-endian. */
export const readNumber = (octets: Uint8Array, offset: number, size: 4 | 8): bigint => {
  const view = new DataView(octets.buffer, octets.byteOffset)
  return size === 8 ? view.getBigUint64(offset, true) : BigInt(view.getUint32(offset, true))
}

export const writeNumber = (octets: Uint8Array, offset: number, size: 4 | 8, value: bigint): void => {
  const view = new DataView(octets.buffer, octets.byteOffset)
  if (size === 8) view.setBigUint64(offset, value, true)
  else view.setUint32(offset, Number(BigInt.asUintN(32, value)), true)
}
