/** A full list and its delta before judges that are not ours: OpenSSL, GnuTLS and pyca/cryptography. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IssuingHouse, openIssuingHouse, orderOf, type StaffPerson } from '@certhall/testkit/issuing-house'
import { memoryLedger } from '@certhall/testkit/memory-ledger'
import { fromBase64 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishCrl } from './publish-crl.ts'
import { publishDelta } from './publish-delta.ts'
import { revokeCertificate } from './revoke-certificate.ts'

const authorityId = 'issuing-ec'
const deltaUri = `http://127.0.0.1:8460/crl/${authorityId}-delta.crl`

describe('other programs, of deltas,', () => {
  let house: IssuingHouse
  let directory: string
  let good: string
  let frozen: string
  let full: string
  let delta: string

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'certhall-deltas-'))
    house = await openIssuingHouse(memoryLedger())
    const reviewer = await house.hire('李审核', ['reviewer'])
    const issuer = await house.hire('张制证', ['issuer'])
    for (const authority of house.deps.profiles.authorities.values())
      save(`${authority.authorityId}.pem`, 'CERTIFICATE', authority.certificate.der)
    good = (await certificate('good.pem', reviewer, issuer)).file
    const bad = await certificate('frozen.pem', reviewer, issuer)
    frozen = bad.file
    await lists()
    full = await latest('full.pem', 'crlDer')
    await revokeCertificate(
      { ...house.deps, tell: () => {} },
      { authorityId, serialNumber: bad.serialNumber, reason: 'certificateHold', applicationNo: null },
    )
    await publishDelta({ ...house.deps, signStream: house.deps.signing.signStream }, authority())
    delta = await latest('delta.pem', 'deltaDer')
  })
  afterAll(async () => {
    await house.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const authority = () => {
    const found = house.deps.profiles.authorities.get(authorityId)
    if (found === undefined) throw new Error('no authority')
    return found
  }
  const lists = (): Promise<boolean> =>
    publishCrl({ ...house.deps, signStream: house.deps.signing.signStream }, authority(), 86_400_000, deltaUri)
  const at = (name: string): string => join(directory, name)
  const save = (name: string, label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string => {
    writeFileSync(at(name), toPem(label, der))
    return at(name)
  }
  const certificate = async (name: string, reviewer: StaffPerson, issuer: StaffPerson) => {
    const [outcome] = await house.queue.issue([await orderOf(reviewer, issuer, house.clock.nowMs())])
    if (outcome?.outcome !== 'issued') throw new Error(JSON.stringify(outcome))
    return { file: save(name, 'CERTIFICATE', fromBase64(outcome.certificate)), serialNumber: outcome.serialNumber }
  }
  const latest = async (name: string, of: 'crlDer' | 'deltaDer'): Promise<string> => {
    const der = await house.deps.ledger.read(async (ledger) => {
      const heads = of === 'crlDer' ? await ledger.publishedCrls() : await ledger.publishedDeltas()
      return await ledger[of](authorityId, heads.find((head) => head.authorityId === authorityId)?.crlNumber ?? 0)
    })
    return save(name, 'X509 CRL', der ?? new Uint8Array())
  }
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const verify = (file: string, list: string, ...more: string[]): string => {
    const ground = [
      '-attime',
      String(Math.floor(house.clock.nowMs() / 1000) + 1),
      '-CAfile',
      at('root.pem'),
      '-untrusted',
      at(`${authorityId}.pem`),
    ]
    return run('openssl', 'verify', '-x509_strict', ...ground, '-crl_check', '-CRLfile', list, ...more, file)
  }
  const withDelta = (): string[] => ['-CRLfile', delta, '-extended_crl', '-use_deltas']

  it('see a freeze that the full list does not show yet', () => {
    expect(verify(frozen, full)).toContain(': OK')
    expect(() => verify(frozen, full, ...withDelta())).toThrow(/revoked/)
    expect(verify(good, full, ...withDelta())).toContain(': OK')
  })

  it('see it on a full list that came after the delta, with the older delta beside it', async () => {
    await lists()
    const later = await latest('later.pem', 'crlDer')
    expect(() => verify(frozen, later, ...withDelta())).toThrow(/revoked/)
    expect(verify(good, later, ...withDelta())).toContain(': OK')
  })

  it('verify the signature of the delta and read its base and its hold', () => {
    const text = run('openssl', 'crl', '-in', delta, '-noout', '-verify', '-CAfile', at(`${authorityId}.pem`), '-text')
    expect(text).toMatch(/X509v3 Delta CRL Indicator: critical\s+1\b/)
    expect(text).toContain('Certificate Hold')
    expect(run('openssl', 'crl', '-in', full, '-noout', '-text')).toMatch(/X509v3 Freshest CRL:[\s\S]*-delta\.crl/)
    expect(run('certtool', '--crl-info', '--infile', delta)).toContain('Revoked certificates (1)')
    expect(run('certtool', '--crl-info', '--infile', full)).toContain('No revoked certificates')
  })

  it('read the same extensions, and a full list as no delta', () => {
    const script = [
      'import sys',
      'from cryptography import x509',
      'load = lambda path: x509.load_pem_x509_crl(open(path, "rb").read())',
      'delta, full = load(sys.argv[1]), load(sys.argv[2])',
      'indicator = delta.extensions.get_extension_for_class(x509.DeltaCRLIndicator)',
      'print(indicator.critical, indicator.value.crl_number, delta.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)',
      'print(full.extensions.get_extension_for_class(x509.FreshestCRL).value[0].full_name[0].value)',
      'print([type(extension.value).__name__ for extension in full.extensions], len(list(delta)))',
    ].join('\n')
    const [numbers, address, rest] = run('python3', '-c', script, delta, full).split('\n')
    expect(numbers).toBe('True 1 2')
    expect(address).toBe(deltaUri)
    expect(rest).toBe("['AuthorityKeyIdentifier', 'CRLNumber', 'FreshestCRL'] 1")
  })
})
