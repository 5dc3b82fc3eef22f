import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientMethod, ClientParams, ClientResult, SeenToken } from '@certhall/contract/client/messages'
import { clientPath } from '@certhall/contract/client/vocabulary'
import type { holderChallenge } from '@certhall/contract/holder/api'
import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import { fromBase64, toHex } from '@certhall/kernel/bytes'
import { type ClientPage, consentTo, openPage } from '@certhall/testkit/client-house'
import type * as z from 'zod'
import type { Stage } from './journey.ts'
import type { Downloading } from './media.ts'
import { type PrivateClient, privateClient } from './private-client.ts'
import { freePort } from './private-system.ts'
import { openSession } from './session.ts'
import { chosenPin, type JourneyToken, pkcs11Pair } from './ukey-tokens.ts'

/** A holder's UKEY behind the client, spoken to as a page of the hall speaks; PINs are typed on the client's own page. */
export interface Ukey {
  readonly token: JourneyToken
  readonly seen: () => Promise<SeenToken>
  /** One operation of the person: consent and PIN, the factory's changed on the way. */
  readonly run: <Method extends ClientMethod>(
    method: Method,
    params: Omit<ClientParams<Method>, 'tokenRef'>,
  ) => Promise<ClientResult<Method>>
}

export interface UkeyDesk {
  readonly client: PrivateClient
  /** A new one with the factory's PIN, and another for what comes after a loss. Plugged in when it is first used. */
  readonly first: Ukey
  readonly second: Ukey
  readonly close: () => Promise<void>
}

/** The real client as a process of its own and two UKEYs (SoftHSM). */
export const openUkeyDesk = async ({ system: { baseUrl } }: Stage): Promise<UkeyDesk> => {
  const folder = mkdtempSync(join(tmpdir(), 'certhall-client-'))
  const port = await freePort()
  const tokens = await pkcs11Pair()
  const client = await privateClient({ folder, port, baseUrl, models: [tokens.fresh.model, tokens.other.model] })
  await client.start(baseUrl)
  const page = await openPage(port, baseUrl, clientPath)
  await page.greet()
  let inserted: JourneyToken | null = null
  const ukeyOf = (token: JourneyToken): Ukey => {
    const seen = async (): Promise<SeenToken> => {
      if (inserted !== token) {
        await inserted?.unplug()
        await token.plugIn()
        inserted = token
      }
      return awaitToken(page, token)
    }
    return {
      token,
      seen,
      run: async (method, params) => {
        const { tokenRef, modelId, pin } = await seen()
        const asked = page.ask(method, {
          ...params,
          tokenRef,
          ...(method === 'key.enrol' || method === 'certificate.install' ? { modelId } : {}),
        } as never)
        const consented = page
          .consent()
          .then((url) =>
            consentTo(url, pin.isInitial === true ? { pin: token.pin, newPin: chosenPin, newPinAgain: chosenPin } : { pin: chosenPin }),
          )
        const [result] = await Promise.all([asked, consented])
        return result
      },
    }
  }
  return {
    client,
    first: ukeyOf(tokens.fresh),
    second: ukeyOf(tokens.other),
    close: async () => {
      page.leave()
      await client.stop()
      tokens.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Which model it is, the client knows by its library: each UKEY of a journey has its own. */
const awaitToken = async (page: ClientPage, { model }: JourneyToken): Promise<SeenToken> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { tokens } = await page.ask('token.list', {})
    const found = tokens.find(({ modelId }) => modelId === model.modelId)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the client does not see ${model.nameEn}`)
}

/** 证书下载: key and request from the UKEY, the certificate written into it, read back and proven. */
export const downloadIntoUkey = async (baseUrl: string, passcode: string, ukey: Ukey): Promise<Downloading> => {
  const session = openSession(baseUrl)
  const view = await session.post<PasscodeView>('/passcodes/check', { passcode })
  const enrolId = view.applicationNo
  const { csr } = await ukey.run('key.enrol', { enrolId, algorithm: view.keyAlgorithm, subject: view.maskedOrganization, language: 'zh' })
  const issued = await session.post<IssuedCertificate>('/passcodes/redeem', { passcode, csr })
  const { serialNumber: tokenSerial, modelId } = await ukey.seen()
  return {
    issued,
    applicationNo: view.applicationNo,
    confirm: async () => {
      const { confirmation } = await ukey.run('certificate.install', {
        enrolId,
        chain: [issued.certificate, ...issued.chain],
        language: 'zh',
      })
      await session.post('/passcodes/confirm', { passcode, ...confirmation, token: { modelId, serialNumber: tokenSerial } })
    },
    logIn: async (there) => {
      const { nonce } = await there.post<z.infer<typeof holderChallenge>>('/holder/login/challenge', {})
      const certificateSha256 = toHex(new Uint8Array(createHash('sha256').update(fromBase64(issued.certificate)).digest()))
      const { certificate, statement } = await ukey.run('login.sign', { certificateSha256, nonce, purpose: 'holderLogin', language: 'zh' })
      return there.post('/holder/login', { ...statement, certificate })
    },
  }
}
