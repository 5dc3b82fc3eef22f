import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { orThrow } from '@certhall/kernel/app-error'
import { toHex, utf8 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import { toPem } from '@certhall/pki/pem'
import { hostedDriver } from '@certhall/token/host/hosted-driver'
import { planOf } from '../browser/plans.ts'
import { askBouncyCastle } from '../judges/bouncy-castle.ts'
import { demand, run } from './judges.ts'
import { fetchBytes, issuerOf, saveAuthorities } from './relying-party.ts'
import { openSession } from './session.ts'
import { judgeHall, obtainPasscodes, onUkeyStage, save, takeIntoFreshToken, type UkeyStage } from './ukey-story.ts'
import { chosenPin, type JourneyToken, skfPair } from './ukey-tokens.ts'

/** An SM2 certificate in a UKEY with an SKF library (GM/T 0016), judged by OpenSSL and Bouncy Castle. */
export const ukeySkfJourney = onUkeyStage(skfPair, async (stage) => {
  const plan = planOf(81)
  const [passcode = ''] = await obtainPasscodes(stage, [
    { ...plan, selection: { projectId: 'government-services', certificateType: 'organization', medium: 'ukey' } },
  ])
  const serialNumber = await takeIntoFreshToken(stage, passcode)
  return judge(stage, serialNumber)
})

const judge = async (
  { system, directory, step, tokens, ...rest }: UkeyStage,
  serialNumber: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const at = (name: string): string => join(directory, name)
  const leaf = await step(
    'the UKEY holds one SM2 key with the certificate that the hall speaks of; the other UKEY holds nothing',
    async () => {
      demand((await lookInto(tokens.other)).length === 0, 'something', 'the other UKEY should be empty')
      const [der, more] = await lookInto(tokens.fresh)
      if (der === undefined || more !== undefined) throw new Error('there should be exactly one certificate')
      const inToken = toHex(parseCertificate(der).serial)
      demand(inToken === serialNumber, inToken, `the serial number should be ${serialNumber}`)
      return der
    },
  )
  save(directory, 'cert-1.pem', toPem('CERTIFICATE', leaf))
  await step('OpenSSL verifies with the certificate what the UKEY signs', () => signWithToken(tokens.fresh, leaf, directory))
  const issuer = await step('the relying party fetches CA certificates and lists', async () =>
    issuerOf(leaf, await saveAuthorities(openSession(system.baseUrl), directory), directory),
  )
  const [root, issuing] = ['root-sm2.pem', `${issuer.authorityId}.pem`] as const
  save(directory, 'chain.pem', ['cert-1.pem', issuing, root].map((name) => readFileSync(at(name), 'utf8')).join(''))
  await step('OpenSSL verifies each link strictly, with the identifier of GM/T 0009', async () => {
    // It gives the identifier to the certificate in question and to none above it: link by link.
    for (const [certificate, trusted] of [
      ['cert-1.pem', issuing],
      [issuing, root],
    ] as const) {
      const said = run('openssl', ['verify', '-x509_strict', '-partial_chain', ...distid, '-trusted', at(trusted), at(certificate)])
      demand(said.includes(': OK'), said, `OpenSSL should verify ${certificate}`)
    }
  })
  const ocspUrl = `${system.baseUrl}/ocsp`
  await step('Bouncy Castle verifies the chain with lists, and hears good', async () => {
    const folder = at('bouncy-castle')
    mkdirSync(folder, { recursive: true })
    for (const [name, file] of [
      ['root', root],
      ['issuing', issuing],
      ['holder', 'cert-1.pem'],
    ] as const)
      run('openssl', ['x509', '-in', at(file), '-outform', 'DER', '-out', join(folder, `${name}.der`)])
    save(folder, 'root.crl', await fetchBytes(`${system.baseUrl}/crl/root-sm2.crl`))
    save(folder, 'issuing.crl', await fetchBytes(issuer.crlUrl))
    run('openssl', ['ocsp', '-issuer', at(issuing), '-cert', at('cert-1.pem'), '-no_nonce', '-reqout', join(folder, 'request.der')])
    save(folder, 'status.ocsp', await fetchBytes(ocspUrl, new Uint8Array(readFileSync(join(folder, 'request.der')))))
    const said = askBouncyCastle(folder, Date.now() + 1_000)
    const wanted = {
      holder: 'verified',
      issuing: 'verified',
      'issuing.crl': 'verified, does not name the holder',
      'status.ocsp': 'verified good',
      path: 'valid',
    }
    demand(
      Object.entries(wanted).every(([name, word]) => said[name] === word),
      JSON.stringify(said),
      `Bouncy Castle should say ${JSON.stringify(wanted)}`,
    )
  })
  await judgeHall({ system, directory, step, ...rest } as UkeyStage)
  return {
    root,
    chain: 'chain.pem',
    ocspUrl,
    crlUrl: issuer.crlUrl,
    distinguishingIdentifier: '1234567812345678',
    certificates: [{ file: 'cert-1.pem', issuer: issuing, expect: 'good' }],
  }
}

const distid = ['-vfyopt', 'distid:1234567812345678']

/** By its library alone, in a host of its own; the client is elsewhere. */
const driverOf = ({ model: { libraries, quirks } }: JourneyToken) =>
  hostedDriver({ order: { kind: 'skf', libraryPath: libraries[0]?.path ?? '', quirks, ulongOctets: 8 } })

const lookInto = async (token: JourneyToken): Promise<readonly Uint8Array[]> => {
  const driver = driverOf(token)
  await token.plugIn()
  try {
    const [found] = await driver.list()
    const keys = await driver.keys(found?.tokenId ?? '')
    return keys.flatMap(({ certificate }) => (certificate === null ? [] : [certificate]))
  } finally {
    await token.unplug()
    await driver.close()
  }
}

const signWithToken = async (token: JourneyToken, leaf: Uint8Array, directory: string): Promise<void> => {
  const driver = driverOf(token)
  await token.plugIn()
  try {
    const [found] = await driver.list()
    const tokenId = found?.tokenId ?? ''
    const [key] = await driver.keys(tokenId)
    const session = await driver.logIn(tokenId, utf8(chosenPin))
    const content = utf8('signed by the SKF library')
    const signature = await session.sign(key?.keyId ?? '', content)
    await session.logOut()
    const publicKey = save(directory, 'public.pem', toPem('PUBLIC KEY', orThrow(parsePublicKey(parseCertificate(leaf).spki)).spki))
    const files = ['-in', save(directory, 'content', content), '-sigfile', save(directory, 'content.sig', signature)]
    const said = run('openssl', [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      publicKey,
      '-rawin',
      '-digest',
      'sm3',
      '-pkeyopt',
      'distid:1234567812345678',
      ...files,
    ])
    demand(said.includes('Signature Verified Successfully'), said, 'OpenSSL should verify the signature of the UKEY')
  } finally {
    await token.unplug()
    await driver.close()
  }
}
