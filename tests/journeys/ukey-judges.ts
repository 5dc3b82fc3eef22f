import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { softHsmPath } from '@certhall/token/pkcs11/test/ukey-bench'
import { demand, run } from './judges.ts'
import type { JourneyToken } from './ukey-tokens.ts'

/** What other programs find in the token, through SoftHSM's own library and with none of our code. */
export interface FoundInToken {
  readonly keyIds: readonly string[]
  /** DER, one for each key. */
  readonly certificates: readonly Uint8Array[]
}

/** OpenSC looks into the token, and signs with each key what its certificate verifies. */
export const judgeTokenWithOpensc = ({ folder }: JourneyToken, pin: string): FoundInToken => {
  const tool = (...words: readonly string[]): string =>
    run('pkcs11-tool', ['--module', softHsmPath(), '--login', '--pin', pin, ...words], undefined, environmentOf(folder))
  const listed = tool('--list-objects')
  const privateKeys = listed.split(/^(?=\S.* Object)/m).filter((text) => text.startsWith('Private Key Object'))
  const keyIds = privateKeys.map((text) => /ID: +([0-9a-f]+)/.exec(text)?.[1] ?? '')
  demand(
    privateKeys.every((text) => /sensitive, always sensitive, never extractable, local/.test(text)),
    listed,
    'every private key should be made in the token and never leave it',
  )
  const [leaf, content, signature] = ['leaf.der', 'content', 'signature'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(content, createHash('sha256').update(text).digest())
  const certificates = keyIds.map((id) => {
    tool('--read-object', '--type', 'cert', '--id', id, '--output-file', leaf)
    tool('--sign', '--mechanism', 'ECDSA', '--signature-format', 'openssl', '--id', id, '--input-file', content, '--output-file', signature)
    const der = new Uint8Array(readFileSync(leaf))
    const key = createPublicKey({ key: Buffer.from(parseCertificate(der).spki), format: 'der', type: 'spki' })
    demand(verify('sha256', Buffer.from(text), key, readFileSync(signature)), listed, 'the certificate should belong to the key')
    return der
  })
  return { keyIds, certificates }
}

const text = 'signed by pkcs11-tool'

/** GnuTLS sees the same keys and may not have them either. */
export const judgeTokenWithGnutls = ({ folder }: JourneyToken, pin: string, found: FoundInToken): void => {
  const listed = run(
    'p11tool',
    ['--provider', softHsmPath(), '--login', `--set-pin=${pin}`, '--batch', '--list-all'],
    undefined,
    environmentOf(folder),
  )
  const keys = [...listed.matchAll(/Type: Private key[\s\S]*?Flags:([^\n]*)/g)].map(([, flags = '']) => flags)
  const areKept =
    keys.length === found.keyIds.length && keys.every((flags) => /CKA_PRIVATE; CKA_NEVER_EXTRACTABLE; CKA_SENSITIVE/.test(flags))
  demand(areKept, listed, 'GnuTLS should find private, sensitive, never extractable keys')
}

/** A program of our own in C tries to read each private key, and to wrap it under another: the token refuses both. */
export const tryToExport = ({ folder }: JourneyToken, pin: string, { keyIds }: FoundInToken): void => {
  const program = join(folder, 'pkcs11-export')
  const source = join(import.meta.dirname, '..', 'judges', 'pkcs11-export.c')
  run('gcc', [
    '-Wall',
    '-Wextra',
    '-Werror',
    '-I/usr/include/p11-kit-1',
    '-o',
    program,
    source,
    softHsmPath(),
    `-Wl,-rpath,${dirname(softHsmPath())}`,
  ])
  const said = run(program, [pin], undefined, environmentOf(folder))
  const [sensitive, unextractable] = ['0x11', '0x6a']
  demand(
    keyIds.every((id) => said.includes(`${id} ${sensitive} ${unextractable}\n`)),
    said,
    'the token should refuse CKR_ATTRIBUTE_SENSITIVE and CKR_KEY_UNEXTRACTABLE',
  )
}

const environmentOf = (folder: string): Readonly<Record<string, string>> => ({ SOFTHSM2_CONF: join(folder, 'softhsm2.conf') })
