import { spawnSync } from 'node:child_process'
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { buildOcspRequest } from '@certhall/pki/ocsp/request'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import pg from 'pg'
import { freePort, startPrivateSystem } from '../journeys/private-system.ts'
import { signerUrl } from './approved-cases.ts'
import { type Bench, measurement, median } from './bench.ts'
import { httpPost, loadFor } from './load.ts'

const serials = 2_000
const connections = 64
const roundMs = 4_000
const rounds = 3

/** OCSP answers a second over HTTP with keep-alive: from memory, and freshly signed (each request has a nonce of its own). */
export const ocspBench: Bench = async (say) => {
  const responderPort = await freePort()
  const processes = 2
  const system = await startPrivateSystem({
    environment: {
      CERTHALL_RESPONDER_PORT: String(responderPort),
      CERTHALL_RESPONDER_PROCESSES: String(processes),
      CERTHALL_LOG_LEVEL: 'warn',
    },
  })
  const reference = await startFixedServer(processes)
  try {
    const certIds = await seedSerials(system)
    const requestsOf = (withNonce: boolean): Buffer[] =>
      certIds.map((certId) =>
        httpPost('/ocsp', 'application/ocsp-request', buildOcspRequest([certId], withNonce ? randomBytes(32) : undefined)),
      )
    const [cachedRequests, freshRequests] = [requestsOf(false), requestsOf(true)]
    // Every process signs every answer once before it can keep it.
    await loadFor(responderPort, cachedRequests, connections, 10_000)
    await loadFor(responderPort, freshRequests, connections, 2_000)

    const cached: number[] = []
    const fresh: number[] = []
    const fixed: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      cached.push(await perSecond(responderPort, cachedRequests))
      fixed.push(await perSecond(reference.port, cachedRequests))
      fresh.push(await perSecond(responderPort, freshRequests))
      say(
        `round ${round + 1}: cached ${Math.round(cached[round] ?? 0)}/s, fixed bytes ${Math.round(fixed[round] ?? 0)}/s, fresh ${Math.round(fresh[round] ?? 0)}/s`,
      )
    }
    const speed = opensslSpeed()
    return [
      measurement(
        'cached',
        median(cached),
        '1/s',
        median(fixed),
        `an HTTP server on bare node:http with ${processes} processes that returns 500 fixed bytes; bound by HTTP in Node, beside the load generator`,
      ),
      measurement(
        'freshly signed',
        median(fresh),
        '1/s',
        speed,
        'P-256 signatures of openssl speed on one core; bound by HTTP and one signature each',
      ),
    ]
  } finally {
    reference.stop()
    await system.stop()
  }
}

const perSecond = async (port: number, requests: readonly Buffer[]): Promise<number> => {
  const result = await loadFor(port, requests, connections, roundMs)
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.answers} failed, the first: ${result.firstFailure}`)
  return result.perSecond
}

/** Certificates that exist as far as status goes: rows of the ledger under the P-256 issuing authority. */
const seedSerials = async (system: Parameters<typeof signerUrl>[0]): Promise<readonly Uint8Array[]> => {
  const client = new pg.Client({ connectionString: signerUrl(system) })
  await client.connect()
  try {
    const { rows } = await client.query<{ der: Buffer }>("SELECT der FROM ca.authority WHERE authority_id = 'issuing-ec'")
    const authority = parseCertificate(new Uint8Array(rows[0]?.der ?? []))
    const numbers = Array.from({ length: serials }, () => Buffer.concat([Buffer.of(1), randomBytes(18)]))
    await client.query(
      `INSERT INTO ca.certificate (authority_id, serial_number, order_id, spki_sha256, not_before, not_after, signed_at)
       SELECT 'issuing-ec', decode(s, 'hex'), gen_random_uuid(), s, '2026-01-01', '2036-01-01', '2026-01-01' FROM unnest($1::text[]) s`,
      [numbers.map((number) => number.toString('hex'))],
    )
    const hashes = issuerHashes('sha1', authority.subject.der, authority.spki)
    return numbers.map((number) => encodeCertId('sha1', hashes, number))
  } finally {
    await client.end()
  }
}

const startFixedServer = async (processes: number): Promise<{ readonly port: number; readonly stop: () => void }> => {
  const port = await freePort()
  const file = join(import.meta.dirname, 'fixed-server.ts')
  const children = await Promise.all(
    Array.from({ length: processes }, () => {
      const child = fork(file, [String(port)])
      return new Promise<typeof child>((resolve, reject) => {
        child.once('message', () => resolve(child))
        child.once('error', reject)
      })
    }),
  )
  return { port, stop: () => children.forEach((child) => child.kill()) }
}

const opensslSpeed = (): number => {
  const { stdout, stderr } = spawnSync('openssl', ['speed', '-seconds', '3', 'ecdsap256'], { encoding: 'utf8' })
  const match = /256 bits? ecdsa \(nistp256\)\s+\S+s\s+\S+s\s+([\d.]+)/.exec(stdout)
  if (match === null) throw new Error(`openssl speed said: ${stdout}${stderr}`)
  return Number(match[1])
}
