import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs another program and gives what it said; throws when it did not agree. */
export const run = (
  command: string,
  arguments_: readonly string[],
  input?: string | Uint8Array,
  environment: Readonly<Record<string, string>> = {},
): string => {
  const result = spawnSync(command, arguments_, {
    ...(input === undefined ? {} : { input }),
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.error !== undefined) throw result.error
  if (result.status !== 0)
    throw new Error(`${command} ${arguments_.join(' ')}\nended with ${result.status ?? result.signal}\n${result.stdout}${result.stderr}`)
  return result.stdout + result.stderr
}

export const demand = (condition: boolean, said: string, wanted: string): void => {
  if (!condition) throw new Error(`${wanted}, but it said:\n${said}`)
}

export interface Files {
  readonly root: string
  readonly issuing: string
  readonly certificate: string
  readonly p12: string
  readonly p12Password: string
  readonly crls: string
  readonly ocspUrl: string
}

/** OpenSSL: opens the file, verifies the chain strictly with revocation lists, asks OCSP. */
export const judgeWithOpenssl = (files: Files): void => {
  const opened = run('openssl', ['pkcs12', '-in', files.p12, '-passin', `pass:${files.p12Password}`, '-nodes'])
  demand(
    opened.includes('PRIVATE KEY') && opened.split('BEGIN CERTIFICATE').length === 4,
    opened,
    'OpenSSL should find key and three certificates in the P12',
  )
  const verified = run('openssl', [
    'verify',
    '-x509_strict',
    '-crl_check_all',
    '-CRLfile',
    files.crls,
    '-CAfile',
    files.root,
    '-untrusted',
    files.issuing,
    files.certificate,
  ])
  demand(verified.includes(': OK'), verified, 'OpenSSL should verify the chain with lists')
  askOcsp(files, 'good')
}

/** Status of one certificate by `openssl ocsp`, verified up to the root. */
export const askOcsp = (files: Pick<Files, 'root' | 'issuing' | 'certificate' | 'ocspUrl'>, expected: string): string => {
  const said = run('openssl', [
    'ocsp',
    '-issuer',
    files.issuing,
    '-cert',
    files.certificate,
    '-url',
    files.ocspUrl,
    '-CAfile',
    files.root,
    '-verify_other',
    files.issuing,
    '-timeout',
    '10',
  ])
  demand(said.includes('Response verify OK') && new RegExp(`: ${expected}\\b`).test(said), said, `OpenSSL should hear ${expected}`)
  return said
}

/** GnuTLS: chain and status. */
export const judgeWithGnutls = (files: Files): void => {
  const chain = run('certtool', ['--verify', '--load-ca-certificate', files.root], run('cat', [files.certificate, files.issuing]))
  demand(chain.includes('Verified. The certificate is trusted'), chain, 'GnuTLS should verify the chain')
  const opened = run('certtool', ['--p12-info', '--inder', '--password', files.p12Password, '--infile', files.p12])
  demand(opened.includes('BEGIN CERTIFICATE') && opened.includes('PRIVATE KEY'), opened, 'GnuTLS should open the P12')
  const status = run('ocsptool', [
    `--ask=${files.ocspUrl}`,
    '--load-cert',
    files.certificate,
    '--load-issuer',
    files.issuing,
    '--load-trust',
    files.issuing,
  ])
  demand(/Certificate Status: good/.test(status) && /Verifying OCSP Response: Success/.test(status), status, 'GnuTLS should hear good')
}

/** NSS: imports the P12 and verifies for the usages of the profile. */
export const judgeWithNss = (files: Files): void => {
  const directory = mkdtempSync(join(tmpdir(), 'certhall-nss-'))
  try {
    const database = `sql:${directory}`
    run('certutil', ['-N', '-d', database, '--empty-password'])
    run('certutil', ['-A', '-d', database, '-n', 'root', '-t', 'CT,C,C', '-i', files.root])
    run('pk12util', ['-i', files.p12, '-d', database, '-W', files.p12Password])
    const keys = run('certutil', ['-K', '-d', database])
    demand(
      keys.split('\n').some((line) => /^<\s*0>/.test(line)),
      keys,
      'NSS should hold the key',
    )
    const said = run('vfychain', ['-d', database, '-pp', '-u', '0', '-a', files.certificate, '-a', files.issuing])
    demand(said.includes('Chain is good!'), said, 'NSS should verify the chain')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
