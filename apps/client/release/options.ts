import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { allFromPem } from '@certhall/pki/pem'
import { isHttpsOrigin } from '../door/address.ts'
import { builtSystems, type BuiltSystem, notBuilt } from './systems.ts'

const compressions = ['best', 'none'] as const
type Compression = (typeof compressions)[number]

export interface ReleaseOptions {
  readonly systems: readonly BuiltSystem[]
  readonly origins: readonly string[]
  readonly authorities: readonly AuthorityFile[]
  readonly compression: Compression
  readonly out: string
}

export interface AuthorityFile {
  readonly name: string
  readonly content: Uint8Array
}

export const usage = `usage: npm run release -- [--origin https://hall.example.cn]… [--authorities FOLDER] [--system SYSTEM]…
         [--out FOLDER] [--compression best|none]
  --origin       a hall whose pages may ask the client; may be given more than once. Without one the packages allow none
  --authorities  folder with the CA certificates (.pem, .cer, .crt) that the client serves
  --system       ${builtSystems.map(({ system }) => system).join(', ')}; default all`

export const readOptions = (args: readonly string[], root: string): ReleaseOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      origin: { type: 'string', multiple: true },
      system: { type: 'string', multiple: true },
      authorities: { type: 'string' },
      out: { type: 'string' },
      compression: { type: 'string' },
    },
  })
  const origins = values.origin ?? []
  const wrongOrigin = origins.find((origin) => !isHttpsOrigin(origin))
  if (wrongOrigin !== undefined) throw new Error(`--origin ${wrongOrigin}: https, exactly as browsers write it, without a slash at the end`)
  return {
    systems: values.system === undefined ? builtSystems : values.system.map(systemOf),
    origins,
    authorities: values.authorities === undefined ? [] : readAuthorities(resolve(values.authorities)),
    compression: compressionOf(values.compression ?? 'best'),
    out: resolve(values.out ?? join(root, 'out', 'release')),
  }
}

const systemOf = (name: string): BuiltSystem => {
  const found = builtSystems.find(({ system }) => system === name)
  const why = Object.entries(notBuilt).find(([system]) => system === name)?.[1] ?? 'unknown'
  if (found === undefined) throw new Error(`--system ${name}: ${why}`)
  return found
}

const compressionOf = (name: string): Compression => {
  const found = compressions.find((each) => each === name)
  if (found === undefined) throw new Error(`--compression ${name}: ${compressions.join(' or ')}`)
  return found
}

/** Certificates and nothing else: a private key in the wrong folder must not travel with a package. */
const readAuthorities = (folder: string): readonly AuthorityFile[] => {
  const files = readdirSync(folder)
    .filter((name) => /^[A-Za-z0-9][A-Za-z0-9._-]*\.(?:pem|cer|crt)$/.test(name))
    .toSorted()
    .map((name) => ({ name, content: new Uint8Array(readFileSync(join(folder, name))) }))
  if (files.length === 0) throw new Error(`--authorities ${folder}: no .pem, .cer or .crt file there`)
  for (const { name, content } of files) checkCertificates(join(folder, name), content)
  return files
}

const checkCertificates = (path: string, content: Uint8Array): void => {
  const text = content[0] === 0x30 ? '' : new TextDecoder().decode(content)
  if (/PRIVATE KEY/.test(text)) throw new Error(`${path} holds a private key`)
  const certificates = text === '' ? [content] : allFromPem('CERTIFICATE', text)
  if (certificates.length === 0) throw new Error(`${path} holds no certificate`)
  for (const der of certificates) {
    try {
      parseCertificate(der)
    } catch (cause) {
      throw new Error(`${path} holds something that is no certificate`, { cause })
    }
  }
}
