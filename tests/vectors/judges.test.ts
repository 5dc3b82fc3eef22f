/** What we write, judged by programs of others: OpenSSL, GnuTLS, NSS. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes, webcrypto } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { orThrow } from '@certhall/kernel/app-error'
import { concat, toHex } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { webAlgorithmNames } from '@certhall/pki/algorithm'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { verifyChain } from '@certhall/pki/chain/verify-chain'
import { compileCrl } from '@certhall/pki/crl/compile-crl'
import { CrlEntries } from '@certhall/pki/crl/crl-entries'
import { parseCrl } from '@certhall/pki/crl/parse-crl'
import { encodeCertId, issuerHashes } from '@certhall/pki/ocsp/cert-id'
import { parseOcspResponse } from '@certhall/pki/ocsp/parse-response'
import { buildOcspRequest, parseOcspRequest } from '@certhall/pki/ocsp/request'
import { type CertStatus, compileResponder, ocspErrorResponse } from '@certhall/pki/ocsp/response'
import { toPem } from '@certhall/pki/pem'
import { openP12 } from '@certhall/pki/pkcs12/open-p12'
import { webP12Crypto } from '@certhall/pki/pkcs12/p12-crypto'
import { sealP12 } from '@certhall/pki/pkcs12/seal-p12'
import { dayMs, type Hierarchy, hierarchyOf, nodeVerify, signAs, startMs } from './tiny-authority.ts'

const folder = mkdtempSync(join(tmpdir(), 'judges-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Output of a program that must succeed. */
const run = (program: string, ...parameters: readonly string[]): string => {
  const result = spawnSync(program, parameters, { encoding: 'utf8', timeout: 120_000 })
  expect(result.status, `${program} ${parameters.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0)
  return result.stdout + result.stderr
}

const crypto = webP12Crypto(webcrypto.subtle as SubtleCrypto)

interface Files {
  readonly root: string
  readonly issuing: string
  readonly holder: string
  readonly chain: string
}

const filesOf = (name: string, { root, issuing, holder }: Hierarchy): Files => {
  const pem = (der: Uint8Array): string => toPem('CERTIFICATE', der)
  return {
    root: write(`${name}-root.pem`, pem(root.certificate)),
    issuing: write(`${name}-issuing.pem`, pem(issuing.certificate)),
    holder: write(`${name}-holder.pem`, pem(holder.certificate)),
    chain: write(`${name}-chain.pem`, pem(holder.certificate) + pem(issuing.certificate) + pem(root.certificate)),
  }
}

// SM2 has judges of its own (tests/judges): GnuTLS and NSS do not know it, and OpenSSL must be told the identifier.
describe.each(webAlgorithmNames)('with %s', (name) => {
  const hierarchy = hierarchyOf(name)
  const { root, issuing, holder, responder } = hierarchy
  const files = filesOf(name, hierarchy)
  const holderCertificate = parseCertificate(holder.certificate)

  it('certificates are accepted by OpenSSL, GnuTLS and our own chain verifier', async () => {
    run('openssl', 'verify', '-x509_strict', '-CAfile', files.root, '-untrusted', files.issuing, files.holder)
    run('certtool', '--verify', '--infile', files.chain, '--load-ca-certificate', files.root)
    const text = run('openssl', 'x509', '-in', files.holder, '-noout', '-text', '-nameopt', 'utf8')
    expect(text).toContain('O=天地科技有限公司')
    expect(text).toContain(`X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation`)
    const order = {
      certificate: holderCertificate,
      intermediates: [parseCertificate(issuing.certificate)],
      anchors: [parseCertificate(root.certificate)],
    }
    expect(orThrow(await verifyChain({ ...order, atMs: startMs + dayMs, verifySignature: nodeVerify }))).toHaveLength(3)
  })

  it('CRLs are accepted by OpenSSL and GnuTLS, empty and filled', () => {
    for (const count of [0, 3, 5000]) {
      const entries = new CrlEntries()
      if (count > 0) entries.append(holderCertificate.serial, startMs + dayMs, 'superseded')
      for (let index = 1; index < count; index += 1)
        entries.append(
          concat(Uint8Array.of(1), randomBytes(18)),
          startMs + index * 1000,
          index % 2 === 0 ? 'unspecified' : 'certificateHold',
        )
      const order = {
        issuer: issuing.subject,
        algorithm: issuing.algorithm,
        keyIdentifier: issuing.keyIdentifier,
        crlNumber: 4_000_000_000 + count,
        thisUpdateMs: startMs + 2 * dayMs,
        nextUpdateMs: startMs + 30 * dayMs,
        entries,
      }
      const crl = compileCrl(order)
      const der = concat(...crl.chunks(signAs(issuing, concat(...crl.tbsChunks()))))
      const path = write(`${name}-${count}.crl`, toPem('X509 CRL', der))
      expect(run('openssl', 'crl', '-in', path, '-CAfile', files.issuing, '-noout')).toContain('verify OK')
      run('certtool', '--verify-crl', '--infile', path, '--load-ca-certificate', files.issuing)
      expect(parseCrl(der)).toMatchObject({ crlNumber: BigInt(4_000_000_000 + count), entries: { length: count } })
      const checked = spawnSync(
        'openssl',
        ['verify', '-x509_strict', '-crl_check', '-CAfile', files.root, '-untrusted', files.issuing, '-CRLfile', path, files.holder],
        { encoding: 'utf8' },
      )
      expect(checked.status === 0, checked.stderr).toBe(count === 0)
    }
  })

  const answer = (requestDer: Uint8Array, status: CertStatus): Uint8Array => {
    const { certIds, nonce } = orThrow(parseOcspRequest(requestDer))
    const template = compileResponder({
      algorithm: responder.algorithm,
      keyIdentifier: responder.keyIdentifier,
      certificates: [responder.certificate],
    })
    const responses = certIds.map(({ der }) => ({
      certId: der,
      status,
      thisUpdateMs: startMs + 9 * dayMs,
      nextUpdateMs: startMs + 11 * dayMs,
    }))
    const tbs = template.buildTbs({ producedAtMs: startMs + 9 * dayMs, responses, nonce })
    return template.assemble(tbs, signAs(responder, tbs))
  }

  it.each(['sha1', 'sha256'])('OCSP answers to requests of OpenSSL over %s are accepted by OpenSSL', (hash) => {
    const requestPath = join(folder, `${name}-${hash}.req`)
    run('openssl', 'ocsp', `-${hash}`, '-issuer', files.issuing, '-cert', files.holder, '-reqout', requestPath)
    const request = new Uint8Array(readFileSync(requestPath))
    const parsed = orThrow(parseOcspRequest(request))
    expect(parsed.nonce).toHaveLength(16)
    expect(toHex(parsed.certIds[0]?.serial ?? new Uint8Array())).toBe(toHex(holderCertificate.serial))
    const stati: readonly [CertStatus, string][] = [
      [{ kind: 'good' }, ': good'],
      [{ kind: 'revoked', revokedAtMs: startMs + dayMs, reason: 'keyCompromise' }, 'Reason: keyCompromise'],
      [{ kind: 'revoked', revokedAtMs: startMs + dayMs, reason: 'unspecified' }, ': revoked'],
      [{ kind: 'unknown' }, ': unknown'],
    ]
    for (const [status, told] of stati) {
      const response = answer(request, status)
      const path = write(`${name}-${hash}.resp`, response)
      const trust = ['-CAfile', files.root, '-verify_other', files.issuing, '-no_nonce']
      const said = run('openssl', 'ocsp', '-issuer', files.issuing, `-${hash}`, '-cert', files.holder, '-respin', path, ...trust)
      expect(said).toContain('Response verify OK')
      expect(said).toContain(told)
      const read = parseOcspResponse(response)
      expect(read).toMatchObject({ kind: 'basic', nonce: parsed.nonce, responses: [{ status }] })
    }
  })

  it('P12 files are opened by OpenSSL, GnuTLS, NSS and ourselves', async () => {
    const password = '密码 pass-1'
    const order = {
      privateKeyPkcs8: new Uint8Array(holder.privateKey.export({ type: 'pkcs8', format: 'der' })),
      certificates: [holder.certificate, issuing.certificate, root.certificate],
      friendlyName: '张三 的证书',
      iterations: 5000,
      crypto,
      random: systemRandom,
    }
    for (const secret of [password, 'ascii-only']) {
      const bytes = await sealP12({ ...order, password: secret })
      const path = write(`${name}.p12`, bytes)
      const opened = run('openssl', 'pkcs12', '-in', path, '-passin', `pass:${secret}`, '-nodes')
      expect(opened.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
      expect(opened).toContain('BEGIN PRIVATE KEY')
      run('certtool', '--p12-info', '--inder', '--infile', path, '--password', secret)
      const database = join(folder, `nss-${name}-${secret.length}`)
      mkdirSync(database)
      run('certutil', '-N', '-d', `sql:${database}`, '--empty-password')
      run('pk12util', '-i', path, '-d', `sql:${database}`, '-W', secret, '-K', '')
      const ours = orThrow(await openP12(bytes, secret, crypto))
      expect(toHex(ours.privateKeyPkcs8)).toBe(toHex(order.privateKeyPkcs8))
      expect(ours.certificates.map(toHex)).toEqual(order.certificates.map(toHex))
      expect(ours.friendlyName).toBe('张三 的证书')
    }
  })

  it('a P12 of OpenSSL is opened by us', async () => {
    const key = write(`${name}.key`, holder.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const path = join(folder, `${name}-openssl.p12`)
    run('openssl', 'pkcs12', '-export', '-inkey', key, '-in', files.chain, '-name', 'holder', '-passout', 'pass:secret', '-out', path)
    const opened = orThrow(await openP12(new Uint8Array(readFileSync(path)), 'secret', crypto))
    expect(opened.certificates.map(toHex)[0]).toBe(toHex(holder.certificate))
    expect(opened.certificates).toHaveLength(3)
  })
})

describe('OCSP without a signature', () => {
  it('tells each error so that OpenSSL names it', () => {
    const path = write('try-later.resp', ocspErrorResponse('tryLater'))
    const said = spawnSync('openssl', ['ocsp', '-respin', path, '-resp_text', '-noverify'], { encoding: 'utf8' })
    expect(said.stdout + said.stderr).toContain('trylater')
  })

  it('sends requests that OpenSSL reads', () => {
    const { issuing, holder } = hierarchyOf('ecdsa-p256')
    const serial = parseCertificate(holder.certificate).serial
    const request = buildOcspRequest(
      [encodeCertId('sha256', issuerHashes('sha256', issuing.subject, issuing.spki), serial)],
      randomBytes(32),
    )
    const path = write('ours.req', request)
    expect(execFileSync('openssl', ['ocsp', '-reqin', path, '-req_text'], { encoding: 'utf8' })).toContain(toHex(serial).toUpperCase())
  })
})
