/**
 * For maintainers, by hand: `node sign-catalogue.ts KEY.pem` signs catalogue.json beside this file;
 * `node sign-catalogue.ts --new-key KEY.pem` makes a key and tells its public half. See docs/runbooks/token-catalogue.md.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openCatalogue } from './catalogue.ts'

const cataloguePath = fileURLToPath(new URL('catalogue.json', import.meta.url))

const makeKey = (keyPath: string): void => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  writeFileSync(keyPath, privateKey, { mode: 0o600, flag: 'wx' })
  console.log(`public key for catalogue-keys.ts: ${publicKey.toString('base64')}`)
}

const signCatalogue = (keyPath: string): void => {
  const key = createPrivateKey(readFileSync(keyPath))
  const octets = readFileSync(cataloguePath)
  const signature = sign(null, octets, key).toString('base64')
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  const opened = openCatalogue({ octets, signature }, [publicKey])
  if (!opened.ok) throw new Error(`not signed: ${opened.code}`, { cause: opened.cause })
  writeFileSync(`${cataloguePath}.sig`, `${signature}\n`)
  console.log(`signed version ${opened.value.version}, ${opened.value.models.length} models, under ${publicKey}`)
}

const [first, second] = process.argv.slice(2)
if (first === '--new-key' && second !== undefined) makeKey(second)
else if (first !== undefined && second === undefined) signCatalogue(first)
else throw new Error('sign-catalogue.ts [--new-key] KEY.pem')
