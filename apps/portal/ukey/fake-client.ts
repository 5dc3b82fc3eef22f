import type { ClientMethod, SeenToken } from '@certhall/contract/client/messages'
import type { ClientErrorCode } from '@certhall/contract/client/vocabulary'
import { canonicalJson } from '@certhall/contract/statement/canonical-json'
import { toBase64, toBase64Url, toHex, utf8 } from '@certhall/kernel/bytes'
import type { OpenTransport, Transport, TransportListener } from './transport.ts'

/** A client in memory, for tests of the pages' side: it says what it is told to say. */
export interface FakeClient {
  readonly open: OpenTransport
  readonly asked: readonly { readonly method: string; readonly params: Record<string, unknown> }[]
  readonly say: (message: unknown) => void
  readonly drop: () => void
  answers: Partial<Record<ClientMethod, (params: Record<string, unknown>, id: number) => unknown>>
  refusals: Partial<Record<ClientMethod, ClientErrorCode>>
}

export const sampleToken: SeenToken = {
  tokenRef: 'ref-1',
  modelId: 'soft',
  nameZh: '软件模拟 UKEY',
  nameEn: 'Software UKEY',
  vendor: 'Certhall',
  modelChoices: ['soft'],
  isRecognised: true,
  serialNumber: 'SOFT-0001',
  label: 'one',
  algorithms: ['rsa-2048', 'ecdsa-p256'],
  isSoftware: true,
  pin: { state: 'ok', triesLeft: 6, triesMost: 6, isInitial: false },
  freeOctets: 65_536,
}

export const fakeClient = async (origin: string, port: number): Promise<FakeClient> => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  const asked: { method: string; params: Record<string, unknown> }[] = []
  let listener: TransportListener | null = null
  const say = (message: unknown): void => listener?.text(typeof message === 'string' ? message : JSON.stringify(message))
  const hello = async ({ nonce }: Record<string, unknown>): Promise<unknown> => {
    const statement = canonicalJson({ format: 'certhall.client-hello.v1', nonce: String(nonce), origin, port })
    return {
      clientVersion: '0.1.0',
      protocol: 1,
      system: 'linux-x64',
      isEvaluation: true,
      installationKey: toBase64(spki),
      installationKeySha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', spki))),
      signature: toBase64Url(
        new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, utf8(statement))),
      ),
    }
  }
  const usual: FakeClient['answers'] = {
    hello,
    'token.watch': () => ({}),
    'token.list': () => ({ tokens: [sampleToken] }),
    'operation.cancel': () => ({}),
    'model.list': () => ({
      models: [{ modelId: 'soft', nameZh: '软件', nameEn: 'Software', vendor: 'Certhall', isDriverPresent: true, isTested: true }],
    }),
  }
  const client: FakeClient = {
    asked,
    say,
    answers: {},
    refusals: {},
    drop: () => listener?.closed(),
    open: async (wanted): Promise<Transport> => {
      if (wanted !== port) throw new TypeError('nobody there')
      return {
        close: () => listener?.closed(),
        listen: (given) => {
          listener = given
        },
        send: (text) => {
          const { id, method, params } = JSON.parse(text) as { id: number; method: ClientMethod; params: Record<string, unknown> }
          asked.push({ method, params })
          const refusal = client.refusals[method]
          if (refusal !== undefined) return say({ id, error: { code: refusal } })
          void Promise.resolve((client.answers[method] ?? usual[method])?.(params, id)).then(
            (result) => result !== undefined && say({ id, result }),
          )
        },
      }
    },
  }
  return client
}
