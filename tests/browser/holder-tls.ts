import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Download } from '../journeys/holder.ts'
import { run } from '../journeys/judges.ts'
import { freePort } from '../journeys/private-system.ts'
import { holderHall, inBrowser, manageName } from './holder-hall.ts'
import { filePassword, looker } from './story.ts'
import { words } from './words.ts'

/** The same hall behind TLS, with a listener on a host name of its own that asks the browser for a certificate. */
export const holderTls = (held: () => Download, frozen: () => Download) =>
  describe('a login with the certificate in the browser', () => {
    let origin: string
    let door: string

    beforeAll(async () => {
      const { system } = holderHall()
      const [cert, key] = [join(system.dataDirectory, 'hall-tls.pem'), join(system.dataDirectory, 'hall-tls.key')]
      const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      run('openssl', ['req', '-x509', ...kind, '-days', '2', ...names, '-keyout', key, '-out', cert])
      const port = await freePort()
      origin = system.baseUrl.replace('http:', 'https:')
      door = `https://localhost:${port}`
      await system.restart({
        CERTHALL_PUBLIC_URL: origin,
        CERTHALL_TLS_CERT: cert,
        CERTHALL_TLS_KEY: key,
        CERTHALL_CERTIFICATE_LOGIN_URL: door,
        CERTHALL_CERTIFICATE_LOGIN_PORT: String(port),
      })
    })

    /** As if the file had been taken into the browser: shown to the listener alone. */
    const showing = (shown: Download): BrowserContextOptions => ({
      ignoreHTTPSErrors: true,
      clientCertificates: [{ origin: door, pfx: Buffer.from(shown.p12), passphrase: filePassword }],
    })

    it('says what to do where the browser has none to show', () =>
      inBrowser(
        'zh',
        'wide',
        async (page) => {
          const { login } = words.zh.holder
          await page.goto(`${origin}/hall/manage`)
          await page.getByRole('button', { name: login.tlsAction }).click()
          await page.getByText(login.tlsRefused['certificate-missing']).waitFor()
          await looker('zh')(page, 'tls-login-missing')
        },
        { ignoreHTTPSErrors: true },
      ))

    it('says that the certificate is frozen, and where to go with it', () =>
      inBrowser(
        'en',
        'narrow',
        async (page) => {
          const { holder, errors } = words.en
          await page.goto(`${origin}/hall/manage`)
          await looker('en')(page, 'tls-login')
          await page.getByRole('button', { name: holder.login.tlsAction }).click()
          await page.getByText(errors['auth.certificate-frozen'].title).waitFor()
          await page.getByRole('link', { name: holder.ended.unfreeze }).waitFor()
          await looker('en')(page, 'tls-login-frozen')
        },
        showing(frozen()),
      ))

    it('opens the list of certificates, leaves nothing in the address', () =>
      inBrowser(
        'zh',
        'wide',
        async (page) => {
          const { login, room } = words.zh.holder
          await page.goto(`${origin}/hall/manage`)
          await page.getByRole('button', { name: login.tlsAction }).click()
          await page
            .getByRole('link', { name: manageName('zh') })
            .first()
            .waitFor()
          await page.getByText(room.by).waitFor()
          expect(page.url()).toBe(`${origin}/hall/manage`)
          await looker('zh')(page, 'tls-login-done')
        },
        showing(held()),
      ))
  })
