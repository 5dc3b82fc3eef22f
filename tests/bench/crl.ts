import { spawnSync } from 'node:child_process'
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { algorithmOf } from '@certhall/pki/algorithm'
import { compileCrl } from '@certhall/pki/crl/compile-crl'
import { CrlEntries } from '@certhall/pki/crl/crl-entries'
import { encodeName } from '@certhall/pki/name/name'
import { orThrow } from '@certhall/kernel/app-error'
import { type Bench, cpuSecondsOf, measurement, median } from './bench.ts'

const count = 1_000_000
const rounds = 5

/** A list of a million entries: packed, streamed into hash and sink, signed with RSA-3072. Peak memory is that of a process that does it once. */
export const crlBench: Bench = async (say) => {
  const seconds: number[] = []
  const hashes: number[] = []
  const { serials, privateKey } = prepare()
  let octets = 0
  for (let round = 0; round < rounds; round += 1) {
    let chunks: Uint8Array[] = []
    seconds.push(await cpuSecondsOf(() => void (chunks = build(serials, privateKey))))
    octets = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    hashes.push(
      await cpuSecondsOf(() => {
        const hash = createHash('sha256')
        for (const chunk of chunks) hash.update(chunk)
        return hash.digest()
      }),
    )
    say(`round ${round + 1}: ${seconds[round]?.toFixed(2)} s, SHA-256 ${hashes[round]?.toFixed(3)} s`)
  }
  const once = JSON.parse(spawnSync(process.execPath, [import.meta.filename, 'once'], { encoding: 'utf8' }).stdout) as {
    peak: number
    before: number
  }
  return [
    measurement(
      'build and sign 1,000,000 entries',
      median(seconds),
      's CPU',
      median(hashes),
      `one SHA-256 pass over its ${Math.round(octets / 2 ** 20)} MiB; bound by packing entries, then hashing`,
    ),
    measurement(
      'peak memory',
      once.peak,
      'MiB',
      octets / 2 ** 20,
      `the list itself; ${Math.round(once.before)} MiB are Node and the table of serials`,
    ),
  ]
}

const prepare = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 })
  const serials = Buffer.alloc(count * 19)
  for (let offset = 0; offset < serials.length; offset += 1_000_003)
    randomBytes(Math.min(1_000_003, serials.length - offset)).copy(serials, offset)
  for (let index = 0; index < count; index += 1) serials[index * 19] = 1
  return { serials, privateKey }
}

const build = (serials: Buffer, privateKey: Parameters<ReturnType<typeof createSign>['sign']>[0]): Uint8Array[] => {
  const entries = new CrlEntries()
  const revokedAtMs = Date.UTC(2026, 10, 22)
  for (let index = 0; index < count; index += 1) {
    entries.append(
      serials.subarray(index * 19, index * 19 + 19),
      revokedAtMs - (index % 86_400) * 1000,
      index % 3 === 0 ? 'certificateHold' : 'superseded',
    )
  }
  const issuer = orThrow(
    encodeName([
      { type: 'C', value: 'CN' },
      { type: 'CN', value: 'Bench CA' },
    ]),
  )
  const crl = compileCrl({
    issuer,
    algorithm: algorithmOf('rsa-3072'),
    keyIdentifier: new Uint8Array(20),
    crlNumber: 7,
    thisUpdateMs: revokedAtMs,
    nextUpdateMs: revokedAtMs + 86_400_000,
    entries,
  })
  const signer = createSign('sha256')
  for (const chunk of crl.tbsChunks()) signer.update(chunk)
  return [...crl.chunks(signer.sign(privateKey))]
}

if (process.argv[2] === 'once') {
  const { serials, privateKey } = prepare()
  const before = process.memoryUsage().rss / 2 ** 20
  build(serials, privateKey)
  process.stdout.write(JSON.stringify({ peak: process.resourceUsage().maxRSS / 1024, before }))
}
