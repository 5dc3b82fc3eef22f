import type { FollowUpTarget } from '@certhall/contract/application/follow-up'
import type { ApplicationType, CertificateType, DeliveryChannel, Medium } from '@certhall/contract/application/vocabulary'
import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { PasscodeState } from '@certhall/contract/passcode/states'
import type { SignedStatement } from '@certhall/contract/statement/statements'
import type { StoredCertificate } from '../certificate/ports.ts'
import type { PasscodeEvent } from './lifecycle.ts'

/** A PASSCODE as it is kept: the locator, and an HMAC of everything else. The code itself is nowhere. */
export interface StoredPasscode {
  readonly passcodeId: string
  readonly applicationNo: string
  readonly releaseId: string
  readonly locator: string
  readonly secretHmac: Uint8Array
  readonly state: PasscodeState
  readonly createdAtMs: number
  readonly deliveredAtMs: number | null
  readonly expiresAtMs: number
  readonly endReason: string | null
  readonly boundSpkiSha256: string | null
  readonly orderId: string | null
  readonly orderAttempt: number
}

/** A PASSCODE with all that a redemption needs to know about its case. */
export interface PasscodeCase {
  readonly passcode: StoredPasscode
  readonly application: RedeemableApplication
  readonly decision: SignedStatement
  /** The second approval of an unfreeze (design §5.2). */
  readonly furtherDecisions: readonly SignedStatement[]
  readonly release: SignedStatement
  readonly certificate: StoredCertificate | null
}

export interface RedeemableApplication {
  readonly applicationNo: string
  readonly applicationType: ApplicationType
  readonly followUp: FollowUpTarget | null
  readonly state: string
  readonly language: 'zh' | 'en'
  readonly organizationName: string
  readonly orgCode: string
  readonly projectId: string
  readonly projectNameZh: string
  readonly projectNameEn: string
  readonly certificateType: CertificateType
  readonly medium: Medium
  readonly keyAlgorithm: KeyAlgorithm
  /** Canonical text that decision and release were signed over. */
  readonly snapshot: string
}

export interface PasscodeSecret {
  readonly passcodeId: string
  readonly locator: string
  readonly secretHmac: Uint8Array
}

export interface Binding {
  readonly passcodeId: string
  readonly atMs: number
  readonly spkiSha256: string
  readonly orderId: string
}

export interface PasscodeMove {
  readonly passcodeId: string
  readonly from: PasscodeState
  /** lifecycle.ts says where it leads. */
  readonly event: PasscodeEvent
  readonly atMs: number
  readonly endReason?: string
  readonly expiresAtMs?: number
  /** A refused order does not count: nothing was signed. */
  readonly orderAttempt?: number
}

/** Several rows are changed by one statement each, so that a batch of redemptions costs as many round trips as one. */
export interface PasscodeRepository {
  readonly add: (passcode: StoredPasscode) => Promise<void>
  /** All codes with these locators, ended ones too: several may share a locator. */
  readonly secretsOf: (locators: readonly string[]) => Promise<readonly PasscodeSecret[]>
  readonly ofIds: (passcodeIds: readonly string[]) => Promise<readonly PasscodeCase[]>
  readonly ofApplication: (applicationNo: string) => Promise<readonly StoredPasscode[]>
  /** delivered → redeeming; gives the ids that were still free. */
  readonly bind: (bindings: readonly Binding[]) => Promise<ReadonlySet<string>>
  /** Reads with a row lock, in the order of the ids. */
  readonly lock: (passcodeIds: readonly string[]) => Promise<readonly StoredPasscode[]>
  /** Changes the state only if it still is `from`; false when it is not, and when the table knows no way on from there. Binding and order are forgotten on the way back to delivered. */
  readonly move: (move: PasscodeMove) => Promise<boolean>
  /** Delivered codes whose time has run out. */
  readonly runOut: (nowMs: number, limit: number) => Promise<readonly StoredPasscode[]>
  /**
   * Bound before `beforeMs` and without a stored certificate: what a crash or a silent signer left. Codes that ended
   * meanwhile belong to it until their order is closed: the signer may have signed for them.
   */
  readonly unsettled: (beforeMs: number, limit: number) => Promise<readonly string[]>
  /** Of codes that ended before `endedBeforeMs`: the outcome of their order is known, nobody needs to ask again. */
  readonly closeOrders: (passcodeIds: readonly string[], endedBeforeMs: number) => Promise<void>
}

export interface StoredRelease {
  readonly releaseId: string
  readonly applicationNo: string
  readonly revision: number
  readonly decisionSha256: string
  readonly statement: SignedStatement
  readonly textSha256: string
  readonly personId: string
  readonly channel: DeliveryChannel
  readonly releasedAtMs: number
}

export interface ReleaseRepository {
  readonly add: (release: StoredRelease) => Promise<void>
  readonly one: (releaseId: string) => Promise<StoredRelease | undefined>
  /** Newest first. */
  readonly ofApplication: (applicationNo: string) => Promise<readonly StoredRelease[]>
}

/** HMAC of locator and secret under a pepper that is not in the database (docs/flows/redemption.md). */
export interface PasscodePepper {
  readonly digest: (locator: string, secret: string) => Uint8Array<ArrayBuffer>
}
