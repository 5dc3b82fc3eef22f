/** A whole CA for tests: hierarchy, staff with certificates of the staff CA, a settable clock, and orders that may be bent. */
import { readFileSync } from 'node:fs'
import { type KeyObject, sign } from 'node:crypto'
import { issueCertificates } from '@certhall/ca/issuance/issue-certificates'
import type { IssuerDeps } from '@certhall/ca/issuance/issuer'
import { openOrderQueue, type OrderQueue } from '@certhall/ca/issuance/order-queue'
import { sha256Hex } from '@certhall/ca/issuance/sha256'
import { createHierarchy } from '@certhall/ca/key/create-hierarchy'
import type { HierarchyOrder } from '@certhall/ca/key/make-authority'
import { openSealedKey, type SealedKey } from '@certhall/ca/key/sealed-key'
import { generateKey, signatures } from '@certhall/ca/key/signatures'
import { openSigningPool } from '@certhall/ca/key/signing-pool'
import type { Ledger } from '@certhall/ca/ports'
import { compileProfileBook } from '@certhall/ca/profile/profile-book'
import { parseProfiles } from '@certhall/ca/profile/profile-file'
import { enrolStaff } from '@certhall/ca/staff/enrol-staff'
import { inviteStaff } from '@certhall/ca/staff/invite-staff'
import type { ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import type { IssueOrder } from '@certhall/contract/signer/issue'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { canonicalJson, type CanonicalValue } from '@certhall/contract/statement/canonical-json'
import type { PasscodeRelease, ReviewDecision, SignedStatement } from '@certhall/contract/statement/statements'
import { toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { Secret, silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import { buildCsr } from '@certhall/pki/csr/build-csr'

export interface StaffPerson {
  readonly personId: string
  readonly certificate: Uint8Array
  readonly privateKey: KeyObject
}

export interface IssuingHouse {
  readonly deps: IssuerDeps
  readonly queue: OrderQueue
  readonly clock: { nowMs: () => number; set: (ms: number) => void }
  readonly hire: (name: string, roles: readonly StaffRole[]) => Promise<StaffPerson>
  /** For acts of the root: a house opened again over the same ledger has what they made. */
  readonly hierarchy: HierarchyOrder
  readonly close: () => Promise<void>
}

export const houseStartMs = Date.UTC(2026, 10, 22, 8, 0, 0)
export const housePublicUrl = 'http://127.0.0.1:8460'

/** Keys are made once a test file: three hierarchies would cost more than all its tests. */
const madeKeys = new Map<string, SealedKey>()
const passphrase = new Secret('correct horse battery staple')

export const profilesText = (): string => readFileSync(new URL('../../ops/profiles.json', import.meta.url), 'utf8')

export const openIssuingHouse = async (ledger: Ledger, workerCount = 1): Promise<IssuingHouse> => {
  let nowMs = houseStartMs
  const clock = { nowMs: () => nowMs, set: (ms: number) => void (nowMs = ms) }
  const files = {
    read: (authorityId: string) => madeKeys.get(authorityId),
    write: (sealed: SealedKey) => void madeKeys.set(sealed.authorityId, sealed),
  }
  const hierarchy: HierarchyOrder = {
    ledger,
    files,
    clock,
    random: systemRandom,
    publicUrl: housePublicUrl,
    organization: 'Certhall',
    isEvaluation: true,
    signerPassphrase: passphrase,
    rootPassphrase: () => Promise.resolve(passphrase),
  }
  await createHierarchy(hierarchy)
  const profiles = compileProfileBook(
    parseProfiles(profilesText()).profiles,
    await ledger.read((transaction) => transaction.authorities()),
    housePublicUrl,
  )
  const online = [...profiles.authorities.values()].filter(({ role }) => role !== 'root')
  const signing = openSigningPool(
    online.map(({ authorityId, algorithm }) => ({ authorityId, algorithm, privateKey: openKey(authorityId) })),
    workerCount,
  )
  const deps: IssuerDeps = { ledger, signing, profiles, clock, random: systemRandom, log: silentLog, inHand: new Set() }
  const queue = openOrderQueue((orders) => issueCertificates(deps, orders), { maximumBatch: 256, maximumBatches: 2 })
  const hire = async (name: string, roles: readonly StaffRole[]): Promise<StaffPerson> => {
    const { personId, token } = await inviteStaff(deps, { name, roles, personId: null, validHours: 24 })
    const key = holderKey('ecdsa-p256')
    const { der } = await enrolStaff(deps, token, toBase64(await csrFor(key)))
    return { personId, certificate: der, privateKey: key.privateKey }
  }
  return { deps, queue, clock, hire, hierarchy, close: () => signing.close() }
}

const openedKeys = new Map<string, KeyObject>()
const openKey = (authorityId: string): KeyObject => {
  const known = openedKeys.get(authorityId)
  if (known !== undefined) return known
  const sealed = madeKeys.get(authorityId)
  if (sealed === undefined) throw new Error(`no key ${authorityId}`)
  const opened = openSealedKey(sealed, passphrase)
  openedKeys.set(authorityId, opened)
  return opened
}

export interface HolderKey {
  readonly algorithm: AlgorithmName
  readonly spki: Uint8Array
  readonly privateKey: KeyObject
}

export const holderKey = (algorithm: AlgorithmName): HolderKey => {
  const { spki, privateKey } = generateKey(algorithmOf(algorithm))
  return { algorithm, spki, privateKey }
}

/** `signer` is somebody else's key in tests of possession. */
export const csrFor = (key: HolderKey, signer: HolderKey = key): Promise<Uint8Array<ArrayBuffer>> =>
  buildCsr({ spki: key.spki, subject: [], sign: async (bytes) => webCryptoSign(signer, bytes) })

/** As WebCrypto and tokens sign: of curves r‖s. */
const webCryptoSign = ({ algorithm: name, spki, privateKey }: HolderKey, bytes: Uint8Array): Uint8Array => {
  const algorithm = algorithmOf(name)
  return algorithm.signatureToWebCrypto(signatures.sign({ algorithm, spki, key: privateKey }, bytes)) ?? new Uint8Array()
}

export const sampleSnapshot = (changes: Partial<ApplicationSnapshot> = {}): ApplicationSnapshot => ({
  format: 'certhall.application-snapshot.v1',
  applicationNo: 'A2026-900001',
  revision: 1,
  applicationType: 'new',
  projectId: 'trade',
  certificateType: 'organization',
  profileId: 'organization-ec',
  medium: 'p12',
  keyAlgorithm: 'ecdsa-p256',
  validityDays: 365,
  subject: {
    country: 'CN',
    province: '广东省',
    city: '深圳市',
    organization: '腾讯科技（深圳）有限公司',
    organizationalUnit: null,
    commonName: '腾讯科技（深圳）有限公司',
  },
  identity: { uscc: '9144030071526726XG', orgCode: '71526726X' },
  email: null,
  formSha256: '0'.repeat(64),
  evidence: [],
  ...changes,
})

/** Where a test bends an order: every field is right unless a change says otherwise. */
export interface OrderBend {
  readonly snapshot?: Partial<ApplicationSnapshot>
  readonly decision?: Partial<ReviewDecision>
  readonly release?: Partial<PasscodeRelease>
  readonly key?: HolderKey
  readonly csrSigner?: HolderKey
  readonly orderId?: string
  /** Whose key signs, when it is not the named person's. */
  readonly decisionSigner?: StaffPerson
  readonly releaseSigner?: StaffPerson
  /** Whose approvals come on top of the reviewer's, as an unfreeze needs. */
  readonly further?: readonly StaffPerson[]
  readonly furtherDecision?: Partial<ReviewDecision>
  readonly furtherSigner?: StaffPerson
  /** The decisions do not say what the follow-up is. */
  readonly isSilent?: boolean
}

export const orderOf = async (reviewer: StaffPerson, issuer: StaffPerson, nowMs: number, bend: OrderBend = {}): Promise<IssueOrder> => {
  // Each order is of a case of its own: one decision carries one living certificate.
  cases += 1
  const snapshot = sampleSnapshot({ applicationNo: `A2026-${String(cases).padStart(6, '0')}`, ...bend.snapshot })
  const snapshotText = canonicalJson(snapshot as CanonicalValue)
  const { applicationNo, revision, keyAlgorithm } = snapshot
  const snapshotSha256 = sha256Hex(snapshotText)
  const approvalOf = (person: StaffPerson): ReviewDecision => ({
    format: 'certhall.review-decision.v1',
    applicationNo,
    revision,
    decision: 'approve',
    snapshotSha256,
    rejectReason: null,
    returnedItems: [],
    remark: '',
    ...(bend.isSilent === true ? {} : saidOf(snapshot)),
    ...whoIs(person),
    preparedAtMs: nowMs,
  })
  const decision: ReviewDecision = { ...approvalOf(reviewer), ...bend.decision }
  const furtherDecisions = (bend.further ?? []).map((person) => {
    const statement: ReviewDecision = { ...approvalOf(person), ...bend.furtherDecision }
    return signStatement(statement as CanonicalValue, bend.furtherSigner ?? person, person.certificate)
  })
  const signedDecision = signStatement(decision as CanonicalValue, bend.decisionSigner ?? reviewer, reviewer.certificate)
  const release: PasscodeRelease = {
    format: 'certhall.passcode-release.v1',
    releaseId: systemRandom.uuid(),
    applicationNo,
    revision,
    snapshotSha256,
    decisionSha256: sha256Hex(signedDecision.text),
    channel: 'sms',
    target: '138****0000',
    resendReason: null,
    ...whoIs(issuer),
    preparedAtMs: nowMs,
    ...bend.release,
  }
  const signedRelease = signStatement(release as CanonicalValue, bend.releaseSigner ?? issuer, issuer.certificate)
  const csr = toBase64(await csrFor(bend.key ?? holderKey(keyAlgorithm), bend.csrSigner))
  return {
    orderId: bend.orderId ?? systemRandom.uuid(),
    snapshot: snapshotText,
    decision: signedDecision,
    furtherDecisions,
    release: signedRelease,
    csr,
  }
}

let cases = 0

/** What a decision says of a follow-up, as the registration side writes it. */
const saidOf = ({ applicationType: type, followUp }: ApplicationSnapshot): Pick<ReviewDecision, 'followUp'> =>
  followUp === undefined || type === 'new' ? {} : { followUp: { type, ...followUp } }

const whoIs = ({ personId, certificate }: StaffPerson) => ({ personId, certificateSha256: sha256Hex(certificate) })

export const signStatement = (statement: CanonicalValue, { privateKey }: StaffPerson, certificate: Uint8Array): SignedStatement => {
  const text = canonicalJson(statement)
  return {
    text,
    signature: toBase64Url(sign('sha256', utf8(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    certificate: toBase64(certificate),
  }
}
