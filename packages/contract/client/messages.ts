import * as z from 'zod'
import { keyAlgorithms } from '../certificate/vocabulary.ts'
import { clientErrorCodes, pinStates } from './vocabulary.ts'

/**
 * Messages between a page of the hall and the client on the holder's computer: `{id, method, params}` →
 * `{id, result}` or `{id, error}`; events without id. There is no message that signs octets of the page's choice
 * (a decision of the staff is a text of two formats, read and shown first), and none that carries a PIN: PINs are typed
 * on the client's own page.
 */
const base64 = (octets: number) => z.string().max(Math.ceil(octets / 3) * 4)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const pinFacts = z.strictObject({
  state: z.enum(pinStates),
  /** null: this kind of token does not tell. */
  triesLeft: z.int().nullable(),
  triesMost: z.int().nullable(),
  isInitial: z.boolean().nullable(),
})
export type PinFacts = z.infer<typeof pinFacts>

/** Opaque, good for this connection alone. */
const tokenRef = z.string().max(64)
/** Which of the token's `modelChoices` the person says it is; without it the best of them. Any other is refused. */
const modelId = z.string().max(60).optional()
export const enrolId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)

export const seenToken = z.strictObject({
  tokenRef,
  modelId: z.string().max(60),
  nameZh: z.string().max(120),
  nameEn: z.string().max(120),
  vendor: z.string().max(120),
  /** Entries of the catalogue that match, the best first. Several: the person chooses, and the messages below carry the choice. */
  modelChoices: z.array(z.string().max(60)).max(20),
  /** False: nothing in the catalogue knows it by what it says of itself; the choices are all that its driver serves. */
  isRecognised: z.boolean(),
  serialNumber: z.string().max(64),
  label: z.string().max(64),
  algorithms: z.array(z.enum(keyAlgorithms)).max(20),
  /** A token made of software, for evaluation: marked wherever it is shown. */
  isSoftware: z.boolean(),
  pin: pinFacts,
  freeOctets: z.int().nullable(),
})
export type SeenToken = z.infer<typeof seenToken>

export const tokenModel = z.strictObject({
  modelId: z.string().max(60),
  nameZh: z.string().max(120),
  nameEn: z.string().max(120),
  vendor: z.string().max(120),
  isDriverPresent: z.boolean(),
  isTested: z.boolean(),
})
export type TokenModelView = z.infer<typeof tokenModel>

export const tokenCertificate = z.strictObject({
  certificateSha256: sha256,
  keyId: z.string().max(64),
  certificate: base64(8_000),
})

/**
 * What the installation key signs in `hello`: UTF-8 of the canonical JSON text of this, ECDSA P-256 with SHA-256, r‖s in
 * base64url. `installationKey` is its SubjectPublicKeyInfo in base64; the page remembers `installationKeySha256`.
 */
export const clientHello = z.strictObject({
  format: z.literal('certhall.client-hello.v1'),
  nonce: z.string().length(43),
  origin: z.string().max(300),
  port: z.int(),
})
export type ClientHello = z.infer<typeof clientHello>

const signedText = z.strictObject({ text: z.string().max(2_000), signature: z.string().max(2_000) })

/** params and result of every method. */
export const clientMethods = {
  /** The nonce (base64url, 32 octets) is signed with this installation's key, with origin and port, so that a squatter on the port is noticed. */
  hello: {
    params: z.strictObject({ protocol: z.int(), nonce: z.string().length(43) }),
    result: z.strictObject({
      clientVersion: z.string().max(40),
      protocol: z.int(),
      system: z.string().max(60),
      installationKeySha256: sha256,
      installationKey: base64(200),
      signature: z.string().max(200),
      /** In evaluation the client was started by the hall, with a software UKEY. */
      isEvaluation: z.boolean(),
    }),
  },
  'model.list': { params: z.strictObject({}), result: z.strictObject({ models: z.array(tokenModel).max(200) }) },
  'token.list': { params: z.strictObject({}), result: z.strictObject({ tokens: z.array(seenToken).max(20) }) },
  'token.watch': { params: z.strictObject({ on: z.boolean() }), result: z.strictObject({}) },
  'pin.status': { params: z.strictObject({ tokenRef }), result: z.strictObject({ pin: pinFacts }) },
  'pin.change': {
    params: z.strictObject({ tokenRef, modelId, language: z.enum(['zh', 'en']) }),
    result: z.strictObject({ pin: pinFacts }),
  },
  /** The same enrolId on the same token gives the same key and request. `subject` is shown to the person, never certified. */
  'key.enrol': {
    params: z.strictObject({
      tokenRef,
      modelId,
      enrolId,
      algorithm: z.enum(keyAlgorithms),
      subject: z.string().max(300),
      language: z.enum(['zh', 'en']),
    }),
    result: z.strictObject({
      keyId: z.string().max(64),
      csr: base64(8_000),
      spkiSha256: sha256,
      facts: z.strictObject({ isGeneratedInToken: z.boolean(), isSensitive: z.boolean(), isNeverExtractable: z.boolean() }),
    }),
  },
  /**
   * Checks that the leaf certifies the key in the token and that the chain ends in an authority that the client was
   * installed for, writes, reads back, and signs the installConfirmation statement with the key: the proof for the hall.
   */
  'certificate.install': {
    params: z.strictObject({ tokenRef, modelId, enrolId, chain: z.array(base64(8_000)).min(1).max(5), language: z.enum(['zh', 'en']) }),
    result: z.strictObject({ certificateSha256: sha256, confirmation: signedText }),
  },
  /** Certificates of the configured authorities only. */
  'certificate.list': { params: z.strictObject({ tokenRef }), result: z.strictObject({ certificates: z.array(tokenCertificate).max(40) }) },
  'certificate.remove': {
    params: z.strictObject({ tokenRef, certificateSha256: sha256, language: z.enum(['zh', 'en']) }),
    result: z.strictObject({}),
  },
  /** Login: signs a statement that the client builds itself from the connection's origin, the nonce and the certificate. */
  'login.sign': {
    params: z.strictObject({
      tokenRef,
      certificateSha256: sha256,
      nonce: z.string().length(43),
      purpose: z.enum(['staffLogin', 'holderLogin']),
      language: z.enum(['zh', 'en']),
    }),
    result: z.strictObject({ certificate: base64(8_000), statement: signedText }),
  },
  /**
   * A decision of the staff. `text` must be the canonical JSON of a reviewDecision or a passcodeRelease that names this
   * certificate; the client reads it, shows the person what it decides, and signs nothing else.
   */
  'decision.sign': {
    params: z.strictObject({ tokenRef, certificateSha256: sha256, text: z.string().max(20_000), language: z.enum(['zh', 'en']) }),
    result: z.strictObject({ signature: z.string().max(400) }),
  },
  'operation.cancel': { params: z.strictObject({}), result: z.strictObject({}) },
  /** For support: no serial numbers in full, no PINs, no certificate contents. */
  'diagnosis.get': { params: z.strictObject({}), result: z.strictObject({ text: z.string().max(20_000) }) },
} as const
export type ClientMethod = keyof typeof clientMethods
export type ClientParams<Method extends ClientMethod> = z.infer<(typeof clientMethods)[Method]['params']>
export type ClientResult<Method extends ClientMethod> = z.infer<(typeof clientMethods)[Method]['result']>

export const clientRequest = z.strictObject({ id: z.int().min(1), method: z.string().max(40), params: z.unknown() })
export const clientError = z.strictObject({ code: z.enum(clientErrorCodes), pin: pinFacts.optional() })
export const clientAnswer = z.union([
  z.strictObject({ id: z.int(), result: z.unknown() }),
  z.strictObject({ id: z.int(), error: clientError }),
])

/** What an operation is doing, for the step log. */
export const operationPhases = ['waitingForConsent', 'loggingIn', 'changingPin', 'makingKey', 'signing', 'writing', 'readingBack'] as const
export const clientEvent = z.discriminatedUnion('event', [
  /** The page opens `url` in a window of its own (the click handler opened it empty before). */
  z.strictObject({ event: z.literal('consent'), id: z.int(), url: z.string().max(300), expiresAtMs: z.int() }),
  z.strictObject({ event: z.literal('phase'), id: z.int(), phase: z.enum(operationPhases) }),
  z.strictObject({ event: z.enum(['token.inserted', 'token.removed']) }),
])
export type ClientEvent = z.infer<typeof clientEvent>
