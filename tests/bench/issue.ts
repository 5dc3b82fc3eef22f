import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import pg from 'pg'
import { startPrivateSystem } from '../journeys/private-system.ts'
import { seedApprovedCases, serverUrl, signerUrl } from './approved-cases.ts'
import { type Bench, type Measurement, measurement } from './bench.ts'
import { type CpuMs, cpuMsBelow, cpuMsBetween, programs } from './cpu.ts'
import { httpPost, load } from './load.ts'

const warmUp = 300
const counted = 3_000
const connections = 224

/**
 * Stored certificates a second through POST /api/v1/passcodes/redeem: PASSCODE checked and bound, two staff signatures and
 * proof of possession verified, linted, intended, signed, stored on both sides, audited; server, signer and PostgreSQL on
 * this one machine beside the load generator.
 */
export const issueBench: Bench = async (say) => {
  const { rawPerSecond, rawCpuMs } = rawSignatures()
  say(`raw P-256 signatures in one process: ${Math.round(rawPerSecond)}/s`)
  const system = await startPrivateSystem({ environment: { CERTHALL_LOG_LEVEL: 'warn' } })
  try {
    const cases = await seedApprovedCases(system, warmUp + counted)
    const requests = cases.map((each) =>
      httpPost('/api/v1/passcodes/redeem', 'application/json', Buffer.from(JSON.stringify(each)), { origin: system.baseUrl }),
    )
    const port = Number(new URL(system.baseUrl).port)
    await load(port, requests.slice(0, warmUp), connections)
    say(`${warmUp} redeemed to warm up`)
    const before = cpuMsBelow(system.pid)
    const result = await load(port, requests.slice(warmUp), connections)
    // The audit chain follows a round later.
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const used = cpuMsBetween(before, cpuMsBelow(system.pid))
    if (result.failures > 0) throw new Error(`${result.failures} redemptions failed, the first: ${result.firstFailure}`)
    const stored = await counts(serverUrl(system), signerUrl(system))
    say(`on record: ${JSON.stringify(stored)}`)
    const expected = warmUp + counted
    if (stored.certificates !== expected || stored.ledger !== expected || stored.storedEvents !== expected)
      throw new Error('certificates, ledger and audit do not agree')
    return [
      measurement(
        'stored certificates through redemption',
        result.perSecond,
        '1/s',
        rawPerSecond,
        'raw P-256 signatures in one process; bound by the CPU of server, signer and PostgreSQL together on these cores',
      ),
      measurement(
        'answer time p50',
        result.p50Ms,
        'ms',
        1000 / rawPerSecond,
        `one raw signature; ${connections} redemptions at once wait for each other`,
      ),
      measurement('answer time p99', result.p99Ms, 'ms', 1000 / rawPerSecond, 'one raw signature'),
      ...cpuMeasurements(used, rawCpuMs),
    ]
  } finally {
    await system.stop()
  }
}

/** The rate bears what else the machine does; the CPU of one certificate much less. */
const cpuMeasurements = (used: CpuMs, rawCpuMs: number): readonly Measurement[] => {
  const one = (name: string, ms: number): Measurement =>
    measurement(`CPU a certificate, ${name}`, ms / counted, 'ms', rawCpuMs, 'CPU of one raw signature')
  return [
    one(
      'all programs',
      programs.reduce((sum, program) => sum + used[program], 0),
    ),
    ...programs.map((program) => one(program, used[program])),
  ]
}

const rawSignatures = (): { readonly rawPerSecond: number; readonly rawCpuMs: number } => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const tbs = Buffer.alloc(700, 7)
  for (let index = 0; index < 2_000; index += 1) sign('sha256', tbs, key)
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  for (let index = 0; index < rawCount; index += 1) sign('sha256', tbs, key)
  const { user, system } = process.cpuUsage(startCpu)
  return { rawPerSecond: (rawCount * 1000) / (performance.now() - startMs), rawCpuMs: (user + system) / 1000 / rawCount }
}

const rawCount = 20_000

const counts = async (serverAddress: string, signerAddress: string) => {
  const ask = async (url: string, text: string): Promise<number> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return Number((await client.query<{ count: string }>(text)).rows[0]?.count)
    } finally {
      await client.end()
    }
  }
  return {
    certificates: await ask(serverAddress, 'SELECT count(*) FROM ra.certificate'),
    ledger: await ask(
      signerAddress,
      "SELECT count(*) FROM ca.certificate c JOIN ca.issue_order o USING (order_id) WHERE o.kind = 'holder'",
    ),
    storedEvents: await ask(serverAddress, "SELECT count(*) FROM ra.audit_event WHERE type = 'certificate.stored'"),
  }
}
