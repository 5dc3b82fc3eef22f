import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { fromBase64, toHex } from '@certhall/kernel/bytes'
import { parseCrl, parseDeltaCrl } from '@certhall/pki/crl/parse-crl'
import { toPem } from '@certhall/pki/pem'
import { readClock } from './evaluation-clock.ts'
import { demand, run } from './judges.ts'
import { fetchBytes } from './relying-party.ts'

/** What relying parties see of one certificate, in their own words. */
export type Status =
  | 'good'
  | 'certificateHold'
  | 'superseded'
  | 'keyCompromise'
  | 'cessationOfOperation'
  | 'affiliationChanged'
  | 'unspecified'

/** Lists as somebody downloaded them, and may still hold. */
export interface HeldLists {
  /** DER. */
  readonly full: Uint8Array
  readonly delta: Uint8Array
}

export interface StatusJudges {
  /** NAME.pem and its issuer in DIR, for `result.json`. */
  readonly save: (name: string, issued: IssuedCertificate) => void
  /** OCSP by OpenSSL and GnuTLS's ocsptool, at the hall's time; the answer stays in DIR as NAME-STATUS.der. */
  readonly hear: (name: string, expected: Status) => Promise<void>
  /** Full list and delta by OpenSSL, the list by GnuTLS too; waits until they say it, at most a minute. */
  readonly read: (name: string, expected: Status) => Promise<HeldLists>
  /** Whoever holds the list of before learns it from the delta alone. */
  readonly learnFromDelta: (name: string, before: HeldLists, now: HeldLists) => Promise<void>
  /** OpenSSL refuses it because its end has passed. */
  readonly findExpired: (name: string) => Promise<void>
  /** Every link of the chain against the lists of all, the root's too. */
  readonly verifyChain: (name: string, rootList: Uint8Array) => Promise<void>
  /** OCSP answers that were kept, as result.json lists them. */
  readonly kept: () => readonly KeptAnswer[]
  /** Every certificate that has not come to its end, with what was heard of it last. */
  readonly heard: (
    hallTime: string,
  ) => readonly { readonly file: string; readonly issuer: string; readonly expect: 'good' | 'revoked'; readonly reason?: string }[]
  readonly close: () => void
}

/** OpenSSL and GnuTLS with the hall's time, which theirs is no longer once the clock of the evaluation has been moved. */
export const openStatusJudges = (baseUrl: string, directory: string): StatusJudges => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-judges-'))
  const shiftedClock = join(folder, 'shifted-clock.so')
  run('gcc', ['-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', shiftedClock, join(import.meta.dirname, 'shifted-clock.c')])
  const certificates = new Map<string, Judged>()
  const kept = new Map<string, KeptAnswer>()
  const heard = new Map<string, Status>()
  const at = (name: string): string => join(directory, name)
  /** Exit code and all that was said. */
  const ask = async (command: string, ...words: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> => {
    const { offsetMs } = await readClock(baseUrl)
    // Upwards: what is dated with this second must not lie ahead.
    const env = { ...process.env, LD_PRELOAD: shiftedClock, CERTHALL_SHIFT_SECONDS: String(Math.ceil(offsetMs / 1000)) }
    const { status, stdout, stderr, error } = spawnSync(command, words, {
      env,
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 64 * 1024 * 1024,
    })
    if (error !== undefined) throw error
    return { code: status, said: stdout + stderr }
  }
  const judged = (name: string): Judged => {
    const found = certificates.get(name)
    if (found === undefined) throw new Error(`${name} has not been saved`)
    return found
  }

  return {
    save: (name, issued) => {
      const [issuing = '', root = ''] = issued.chain
      const one: Judged = { issued, file: `${name}.pem`, issuer: `${issued.authorityId}.pem`, root: `root-of-${issued.authorityId}.pem` }
      for (const [file, certificate] of [
        [one.file, issued.certificate],
        [one.issuer, issuing],
        [one.root, root],
      ] as const)
        writeFileSync(at(file), toPem('CERTIFICATE', fromBase64(certificate)))
      certificates.set(name, one)
    },
    hear: async (name, expected) => {
      const { issued, file, issuer, root } = judged(name)
      const answer = `${name}-${expected}.der`
      const openssl = await ask(
        'openssl',
        'ocsp',
        '-issuer',
        at(issuer),
        '-cert',
        at(file),
        '-url',
        issued.ocspUrl,
        '-CAfile',
        at(root),
        '-verify_other',
        at(issuer),
        '-respout',
        at(answer),
        '-timeout',
        '10',
      )
      demand(
        openssl.said.includes('Response verify OK') && !openssl.said.includes('WARNING'),
        openssl.said,
        `${name}: OpenSSL should verify the answer, in time`,
      )
      demand(
        expected === 'good' ? /: good\b/.test(openssl.said) : /: revoked\b/.test(openssl.said) && saysReason(openssl.said, expected),
        openssl.said,
        `${name}: OpenSSL should hear ${expected}`,
      )
      const gnutls = await ask(
        'ocsptool',
        `--ask=${issued.ocspUrl}`,
        '--load-cert',
        at(file),
        '--load-issuer',
        at(issuer),
        '--load-trust',
        at(issuer),
      )
      demand(/Verifying OCSP Response: Success/.test(gnutls.said), gnutls.said, `${name}: GnuTLS should verify the answer`)
      demand(
        new RegExp(`Certificate Status: ${expected === 'good' ? 'good' : 'revoked'}`).test(gnutls.said),
        gnutls.said,
        `${name}: GnuTLS should hear ${expected}`,
      )
      kept.set(answer, {
        file: answer,
        certificate: file,
        issuer,
        expect: expected === 'good' ? 'good' : 'revoked',
        hallTime: (await readClock(baseUrl)).now,
      })
      heard.set(name, expected)
    },
    read: async (name, expected) => {
      const one = judged(name)
      const lists = await awaitLists(one, expected, baseUrl)
      const [full, delta] = [join(folder, `${name}-full.pem`), join(folder, `${name}-delta.pem`)]
      writeFileSync(full, toPem('X509 CRL', lists.full))
      writeFileSync(delta, toPem('X509 CRL', lists.delta))
      const verify = ['verify', '-x509_strict', '-CAfile', at(one.root), '-untrusted', at(one.issuer), '-crl_check', '-CRLfile', full]
      for (const words of [verify, [...verify, '-CRLfile', delta, '-extended_crl', '-use_deltas']]) {
        const { said } = await ask('openssl', ...words, at(one.file))
        demand(
          expected === 'good' ? said.includes(': OK') : said.includes('certificate revoked'),
          said,
          `${name}: OpenSSL should find ${expected} on the list`,
        )
      }
      const gnutls = await ask('certtool', '--verify-crl', '--infile', full, '--load-ca-certificate', at(one.issuer))
      demand(gnutls.code === 0 && /Verification output: Verified/.test(gnutls.said), gnutls.said, `${name}: GnuTLS should verify the list`)
      return lists
    },
    learnFromDelta: async (name, before, now) => {
      const { issuer, root, file } = judged(name)
      const [full, delta] = [join(folder, 'before.pem'), join(folder, 'now.pem')]
      writeFileSync(full, toPem('X509 CRL', before.full))
      writeFileSync(delta, toPem('X509 CRL', now.delta))
      const words = ['verify', '-x509_strict', '-CAfile', at(root), '-untrusted', at(issuer), '-crl_check', '-CRLfile', full]
      const alone = await ask('openssl', ...words, at(file))
      demand(alone.said.includes(': OK'), alone.said, `${name}: the list of before should not name it`)
      const both = await ask('openssl', ...words, '-CRLfile', delta, '-extended_crl', '-use_deltas', at(file))
      demand(both.said.includes('certificate revoked'), both.said, `${name}: the delta should name it`)
    },
    findExpired: async (name) => {
      const { issuer, root, file } = judged(name)
      const { said } = await ask('openssl', 'verify', '-x509_strict', '-CAfile', at(root), '-untrusted', at(issuer), at(file))
      demand(said.includes('certificate has expired'), said, `${name}: OpenSSL should find it expired`)
    },
    verifyChain: async (name, rootList) => {
      const { issued, issuer, root, file } = judged(name)
      const lists = join(folder, 'lists.pem')
      writeFileSync(lists, toPem('X509 CRL', await fetchBytes(issued.crlUrl)) + toPem('X509 CRL', rootList))
      const { said } = await ask(
        'openssl',
        'verify',
        '-x509_strict',
        '-CAfile',
        at(root),
        '-untrusted',
        at(issuer),
        '-crl_check_all',
        '-CRLfile',
        lists,
        at(file),
      )
      demand(said.includes(': OK'), said, `${name}: OpenSSL should verify the chain with the lists of all`)
    },
    kept: () => [...kept.values()],
    heard: (hallTime) =>
      [...heard]
        .filter(([name]) => judged(name).issued.notAfter > hallTime)
        .map(([name, status]) => {
          const { file, issuer } = judged(name)
          return { file, issuer, ...(status === 'good' ? { expect: 'good' } : { expect: 'revoked', reason: status }) }
        }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface KeptAnswer {
  readonly file: string
  readonly certificate: string
  readonly issuer: string
  readonly expect: 'good' | 'revoked'
  /** When it was given, as the hall reckons: an answer ends within hours. */
  readonly hallTime: string
}

interface Judged {
  readonly issued: IssuedCertificate
  readonly file: string
  readonly issuer: string
  readonly root: string
}

/** OpenSSL leaves the reason out where none was given. */
const saysReason = (said: string, status: Status): boolean =>
  status === 'unspecified' ? !said.includes('Reason:') : said.includes(`Reason: ${status}`)

/** What a list says of a serial number: nothing, or the reason. */
export const onList = (entries: ReturnType<typeof parseCrl>['entries'], serialNumber: string): Status => {
  const found = entries.find(({ serial }) => toHex(serial) === serialNumber)
  return found === undefined ? 'good' : ((found.reason ?? 'unspecified') as Status)
}

export const deltaUrlOf = (crlUrl: string): string => crlUrl.replace(/\.crl$/, '-delta.crl')

/** Both under one number, in time, and saying it. After a jump of the clock new ones are out within seconds. */
const awaitLists = async ({ issued: { crlUrl, serialNumber } }: Judged, expected: Status, baseUrl: string): Promise<HeldLists> => {
  let last = ''
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [full, delta] = [await fetchBytes(crlUrl), await fetchBytes(deltaUrlOf(crlUrl))]
    const [parsed, parsedDelta] = [parseCrl(full), parseDeltaCrl(delta)]
    const nowMs = Date.parse((await readClock(baseUrl)).now)
    const isInTime = Math.min(parsed.nextUpdateMs, parsedDelta.nextUpdateMs) > nowMs
    last = `${isInTime ? '' : 'out of date, '}${onList(parsed.entries, serialNumber)} in list ${parsed.crlNumber}`
    if (isInTime && parsed.crlNumber === parsedDelta.crlNumber && onList(parsed.entries, serialNumber) === expected) return { full, delta }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`a minute later the lists do not say ${expected} of ${serialNumber}, but ${last}`)
}
