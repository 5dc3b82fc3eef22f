import { join } from 'node:path'
import { toHex } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { toPem } from '@certhall/pki/pem'
import { readFileSync } from 'node:fs'
import { launchChromium } from '../browser/chromium.ts'
import { planOf } from '../browser/plans.ts'
import { askOcsp, demand, run } from './judges.ts'
import { issuerOf, saveAuthorities } from './relying-party.ts'
import { openSession } from './session.ts'
import { downloadInto, judgeHall, obtainPasscodes, onUkeyStage, save, takeIntoFreshToken, type UkeyStage } from './ukey-story.ts'
import { type FoundInToken, judgeTokenWithGnutls, judgeTokenWithOpensc, tryToExport } from './ukey-judges.ts'
import { chosenPin, pkcs11Pair } from './ukey-tokens.ts'
import { ukeyVisitor } from './ukey-visitor.ts'

/** Three certificates in two PKCS#11 UKEYs: from the hall's loopback address, and from https pages with the browser's permission and without. */
export const ukeyJourney = onUkeyStage(pkcs11Pair, async (stage) => {
  const plans = [71, 72, 73].map((n) => planOf(n)).map((plan) => ({ ...plan, selection: { ...plan.selection, medium: 'ukey' as const } }))
  const [simple = '', granted = '', denied = ''] = await obtainPasscodes(stage, plans)
  const serialNumber = await takeIntoFreshToken(stage, simple)
  await throughHttps(stage, granted, denied)
  return judge(stage, serialNumber)
})

const host = 'hall.test'

/** The same hall behind a name and https, which browsers keep from 127.0.0.1 unless the person allows it. */
const throughHttps = async (stage: UkeyStage, granted: string, denied: string): Promise<void> => {
  const {
    system,
    directory,
    step,
    client,
    tokens: { other },
  } = stage
  const { port } = new URL(system.baseUrl)
  const origin = `https://${host}:${port}`
  await step(`the hall starts again as ${host} with https, the client for that origin alone`, async () => {
    const [cert, key] = [join(system.dataDirectory, 'hall-tls.pem'), join(system.dataDirectory, 'hall-tls.key')]
    run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      key,
      '-out',
      cert,
    ])
    await system.restart({ CERTHALL_PUBLIC_URL: origin, CERTHALL_TLS_CERT: cert, CERTHALL_TLS_KEY: key })
    await client.start(origin)
    await other.plugIn()
  })
  // The page comes from a public address, as far as the browser can tell; 127.0.0.1 is none.
  const browser = await launchChromium([
    `--host-resolver-rules=MAP ${host} 127.0.0.1`,
    `--ip-address-space-overrides=127.0.0.1:${port}=public`,
  ])
  try {
    const allowed = await ukeyVisitor(browser, { origin, language: 'en', directory, isAllowedLoopback: true })
    const { checks, remedies } = allowed.words.ukey
    await step('with the permission granted, the https page reaches the client by itself', async () => {
      await allowed.open('/hall/download?medium=ukey')
      await allowed.sees(checks.sum.passed)
      await allowed.picture('checks', allowed.page.locator('.findings'))
    })
    await downloadInto(stage, allowed, other, granted, 'granted')
    await allowed.context.close()
    const refused = await ukeyVisitor(browser, { origin, language: 'en', directory })
    await step('with the permission denied, the page says so and offers the client’s own window', async () => {
      const explain = refused.page.getByRole('button', { name: checks.explainAction })
      const bridge = refused.page.getByRole('button', { name: remedies.bridgeAction })
      await refused.open('/hall/download?medium=ukey')
      await explain.or(bridge).first().waitFor()
      if (await explain.isVisible()) await explain.click()
      await bridge.waitFor()
      await refused.picture('denied', refused.page.locator('.findings'))
      await bridge.click()
      await refused.sees(checks.sum.passed)
    })
    await downloadInto(stage, refused, other, denied, 'bridge')
    await refused.context.close()
  } finally {
    await browser.close()
  }
  await step('the hall starts again on its loopback address', () => system.restart({}))
}

const judge = async (stage: UkeyStage, serialNumber: string): Promise<Readonly<Record<string, unknown>>> => {
  const { system, directory, step, tokens } = stage
  const fresh = await step('OpenSC finds one key with its certificate in the first UKEY, and signs with it', async () => look('fresh', 1))
  const other = await step('and two in the second', async () => look('other', 2))
  await step('GnuTLS agrees', async () => {
    judgeTokenWithGnutls(tokens.fresh, chosenPin, fresh)
    judgeTokenWithGnutls(tokens.other, chosenPin, other)
  })
  await step('nobody gets a key out, by reading it or by wrapping it under another', async () => {
    tryToExport(tokens.fresh, chosenPin, fresh)
    tryToExport(tokens.other, chosenPin, other)
  })
  const found = [...fresh.certificates, ...other.certificates]
  await step('the certificate in the UKEY is the one that the hall speaks of', async () => {
    const inToken = toHex(parseCertificate(found[0] ?? new Uint8Array()).serial)
    demand(inToken === serialNumber, inToken, `the serial number should be ${serialNumber}`)
  })
  const { root, issuing, issuer } = await step('the relying party fetches CA certificates and lists', async () => {
    const above = issuerOf(found[0], await saveAuthorities(openSession(system.baseUrl), directory), directory)
    found.forEach((der, index) => save(directory, `cert-${index + 1}.pem`, toPem('CERTIFICATE', der)))
    save(
      directory,
      'chain.pem',
      [join(directory, 'cert-1.pem'), at(`${above.authorityId}.pem`), at('root.pem')].map((file) => readFileSync(file, 'utf8')).join(''),
    )
    return { root: at('root.pem'), issuing: at(`${above.authorityId}.pem`), issuer: above }
  })
  const ocspUrl = `${system.baseUrl}/ocsp`
  await step('OpenSSL verifies each strictly with lists, and hears good', async () => {
    for (const [index] of found.entries()) {
      const certificate = at(`cert-${index + 1}.pem`)
      const said = run('openssl', [
        'verify',
        '-x509_strict',
        '-crl_check_all',
        '-CRLfile',
        at('crls.pem'),
        '-CAfile',
        root,
        '-untrusted',
        issuing,
        certificate,
      ])
      demand(said.includes(': OK'), said, 'OpenSSL should verify the chain with lists')
      askOcsp({ root, issuing, certificate, ocspUrl }, 'good')
    }
  })
  await judgeHall(stage)
  return {
    root: 'root.pem',
    chain: 'chain.pem',
    ocspUrl,
    crlUrl: issuer.crlUrl,
    certificates: found.map((_der, index) => ({ file: `cert-${index + 1}.pem`, issuer: `${issuer.authorityId}.pem`, expect: 'good' })),
  }

  function at(name: string): string {
    return join(directory, name)
  }
  function look(which: 'fresh' | 'other', count: number): FoundInToken {
    const inToken = judgeTokenWithOpensc(tokens[which], chosenPin)
    demand(inToken.certificates.length === count, inToken.keyIds.join(' '), `there should be ${count} key(s) with a certificate`)
    return inToken
  }
}
