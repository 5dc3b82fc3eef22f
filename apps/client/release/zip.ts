/** A ZIP file of a folder (APPNOTE 6.3): sorted, one time stamp, so that the same files give the same octets. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { filesBelow } from './file-tree.ts'

const method = { stored: 0, deflated: 8 } as const
/** Version 2.0 to unpack; bit 11: names are UTF-8. */
const needed = 20
const utf8Names = 0x0800

interface Entry {
  readonly name: Buffer
  readonly head: Buffer
  readonly offset: number
}

/** Names in the archive begin with `top`. No file here reaches the 4 GiB where ZIP64 begins. */
export const writeZip = (folder: string, top: string, path: string, date: number, level: number): void => {
  const out = openSync(path, 'w')
  let offset = 0
  const put = (...parts: readonly Buffer[]): void => {
    for (const part of parts) offset += writeSync(out, part)
  }
  try {
    const entries = filesBelow(folder).map((file): Entry => {
      const content = readFileSync(join(folder, file))
      const packed = level === 0 ? content : deflateRawSync(content, { level })
      const name = Buffer.from(`${top}/${file}`, 'utf8')
      const head = commonHead(content, packed, level === 0 ? method.stored : method.deflated, date, name.length)
      const entry = { name, head, offset }
      put(signature(0x04034b50), head, name, packed)
      return entry
    })
    const start = offset
    for (const { name, head, offset: at } of entries) put(signature(0x02014b50), uint16(needed), head, directoryRest(at), name)
    const size = offset - start
    put(signature(0x06054b50), uint16(0), uint16(0), uint16(entries.length), uint16(entries.length), uint32(size), uint32(start), uint16(0))
  } finally {
    closeSync(out)
  }
}

/** The 26 octets that the local header and the directory share. */
const commonHead = (content: Buffer, packed: Buffer, how: number, date: number, nameLength: number): Buffer =>
  Buffer.concat([
    uint16(needed),
    uint16(utf8Names),
    uint16(how),
    uint16(dosTime(date)),
    uint16(dosDate(date)),
    uint32(crc32(content)),
    uint32(packed.length),
    uint32(content.length),
    uint16(nameLength),
    uint16(0),
  ])

/** Comment, disk, kinds of attributes, place of the local header. */
const directoryRest = (offset: number): Buffer => Buffer.concat([uint16(0), uint16(0), uint16(0), uint32(0), uint32(offset)])

const dosTime = (date: number): number => {
  const at = new Date(date * 1_000)
  return (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
}

const dosDate = (date: number): number => {
  const at = new Date(date * 1_000)
  return ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
}

const uint16 = (value: number): Buffer => {
  const octets = Buffer.alloc(2)
  octets.writeUInt16LE(value)
  return octets
}

const uint32 = (value: number): Buffer => {
  const octets = Buffer.alloc(4)
  octets.writeUInt32LE(value)
  return octets
}

const signature = uint32
