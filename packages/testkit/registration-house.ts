/**
 * The registration side over any stores, with a real CA behind it: staff with certificates, approved cases, releases,
 * hand-over and redemption through the use cases. A test may stand in for the carrier, the signer or a transaction.
 */
import { sign } from 'node:crypto'
import { revokeCertificate } from '@certhall/ca/crl/revoke-certificate'
import { lookUpOrders } from '@certhall/ca/issuance/look-up-orders'
import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'
import type { ProjectView } from '@certhall/contract/hall/hall'
import type { StaffRole } from '@certhall/contract/staff/roles'
import { parsePasscode } from '@certhall/contract/passcode/passcode-code'
import { canonicalJson, type CanonicalValue } from '@certhall/contract/statement/canonical-json'
import { orThrow } from '@certhall/kernel/app-error'
import { toBase64, toBase64Url, utf8 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import type { Actor, StaffActor } from '@certhall/ra/actor'
import { buildSnapshot } from '@certhall/ra/application/snapshot'
import type { CertificateAuthority, StoredCertificate } from '@certhall/ra/certificate/ports'
import { sha256Hex } from '@certhall/ra/digest'
import type { OutgoingMessage } from '@certhall/ra/notice/ports'
import { type ConfirmDeps, confirmInstallation } from '@certhall/ra/passcode/confirm-installation'
import { type DeliverDeps, deliverPasscode } from '@certhall/ra/passcode/deliver-passcode'
import { passcodePepper } from '@certhall/ra/passcode/passcode-pepper'
import type { StoredPasscode } from '@certhall/ra/passcode/ports'
import { provePossession, type ProvenKey } from '@certhall/ra/passcode/prove-possession'
import { type RedeemDeps, type Redeemed, redeemPasscodes } from '@certhall/ra/passcode/redeem-passcode'
import { prepareRelease, releasePasscode } from '@certhall/ra/passcode/release-passcode'
import type { CertificateOffer } from '@certhall/ra/project/project'
import { csrFor, type HolderKey, holderKey, houseStartMs, openIssuingHouse, signStatement, type StaffPerson } from './issuing-house.ts'
import type { OpenedRegistration, OpenRegistration } from './opened-registration.ts'
import { sampleForm } from './sample-form.ts'

export interface Employee extends StaffPerson {
  readonly actor: StaffActor
}

export interface NewKey extends ProvenKey {
  readonly holder: HolderKey
}

export type RegistrationHouse = Awaited<ReturnType<typeof openRegistrationHouse>>

export const holder: Actor = { kind: 'holder', source: '203.0.113.7' }
export const dayMs = 86_400_000

export const openRegistrationHouse = async (open: OpenRegistration) => {
  let nowMs = houseStartMs
  const ground = { clock: { nowMs: () => nowMs }, random: systemRandom }
  const opened = await open(ground)
  const house = await openIssuingHouse(opened.ledger)
  const sent: OutgoingMessage[] = []
  const base = {
    ...ground,
    pepper: passcodePepper(new Uint8Array(32).fill(9)),
    hotline: '400-000-0000',
    approvalDays: 90,
    downloadUrl: 'http://hall.example/download',
    transaction: opened.transaction,
    authority: authorityOf(house),
    carrier: { send: async (message: OutgoingMessage) => void sent.push(message) },
  }
  const hire = async (name: string, roles: readonly StaffRole[]): Promise<Employee> => {
    const person = await house.hire(name, roles)
    const certificateSha256 = sha256Hex(person.certificate)
    const { personId } = person
    await opened.transaction(({ staff }) =>
      staff.keepEnrolment({
        person: { personId, name, roles, disabledAtMs: null },
        certificateSha256,
        der: person.certificate,
        notAfterMs: nowMs + 365 * dayMs,
        atMs: nowMs,
      }),
    )
    return { ...person, actor: { kind: 'staff', personId, name, roles, certificateSha256, source: '198.51.100.9' } }
  }
  await opened.transaction(({ projects }) => projects.keep(project, nowMs))
  return {
    ...flows(base, opened),
    ground: base,
    opened,
    sent,
    hire,
    house,
    reviewer: await hire('李审核', ['reviewer']),
    issuer: await hire('张制证', ['issuer']),
    advance: (ms: number): void => {
      nowMs += ms
      house.clock.set(nowMs)
    },
    close: async (): Promise<void> => {
      await house.close()
      await opened.close()
    },
  }
}

type Deps = Omit<DeliverDeps & RedeemDeps & ConfirmDeps, 'transaction'> & Pick<OpenedRegistration, 'transaction'>

/** Each flow takes changes of what it works with, last. */
const flows = (base: Deps, opened: OpenedRegistration) => {
  const codes: string[] = []
  const carrier = { send: async (message: OutgoingMessage) => void codes.push(...message.codes) }
  const deliver = (releaseId: string, changes: Partial<Deps> = {}, isLast = false) =>
    deliverPasscode({ ...base, carrier, ...changes })(releaseId, isLast)
  const release = async (
    applicationNo: string,
    issuer: Employee,
    wish: { channel?: DeliveryChannel; resendReason?: string | null } = {},
  ): Promise<string> => {
    const text = await prepareRelease(base)({ applicationNo, channel: 'sms', resendReason: null, ...wish }, issuer.actor)
    await releasePasscode(base)({ applicationNo, text, signature: signatureOf(issuer, text) }, issuer.actor)
    return (JSON.parse(text) as { releaseId: string }).releaseId
  }
  const redeemAll = (pairs: readonly { code: string; key: ProvenKey }[], changes: Partial<Deps> = {}) =>
    redeemPasscodes({ ...base, ...changes })(pairs.map(({ code, key }) => ({ passcode: orThrow(parsePasscode(code)), key, actor: holder })))
  return {
    approved: (reviewer: Employee): Promise<string> => writeApproved(base, reviewer),
    release,
    deliver,
    /** The way to a PASSCODE in somebody's hand. */
    delivered: async ({ reviewer, issuer }: { reviewer: Employee; issuer: Employee }) => {
      const applicationNo = await writeApproved(base, reviewer)
      await deliver(await release(applicationNo, issuer))
      return { applicationNo, code: codes.at(-1) ?? '' }
    },
    newestCode: (): string => codes.at(-1) ?? '',
    redeemAll,
    redeem: async (code: string, key: ProvenKey, changes: Partial<Deps> = {}): Promise<Redeemed> => {
      const [outcome] = await redeemAll([{ code, key }], changes)
      if (outcome === undefined) throw new Error('no outcome')
      return orThrow(outcome)
    },
    confirm: (code: string, certificate: StoredCertificate, key: HolderKey, changes: Partial<Deps> = {}) => {
      const text = confirmationText(certificate)
      return confirmInstallation({ ...base, ...changes })({ passcode: code, text, signature: signatureOf(key, text), actor: holder })
    },
    codesOf: (applicationNo: string): Promise<readonly StoredPasscode[]> =>
      opened.transaction(({ passcodes }) => passcodes.ofApplication(applicationNo)),
    stateOf: async (applicationNo: string) => (await opened.transaction(({ cases }) => cases.one(applicationNo)))?.state,
    events: async (applicationNo: string, prefix = ''): Promise<string[]> =>
      (await opened.record.list({ applicationNo, type: null }, undefined, 200))
        .map(({ event }) => event.type)
        .filter((type) => type.startsWith(prefix)),
  }
}

export const newKey = async (algorithm: HolderKey['algorithm'] = 'ecdsa-p256'): Promise<NewKey> => {
  const made = holderKey(algorithm)
  return { ...orThrow(await provePossession(toBase64(await csrFor(made)))), holder: made }
}

export const confirmationText = ({ serialNumber, der }: StoredCertificate): string =>
  canonicalJson({ format: 'certhall.install-confirmation.v1', serialNumber, certificateSha256: sha256Hex(der) })

/** ECDSA with SHA-256, r‖s: the form of staff and of P-256 holders. */
export const signatureOf = ({ privateKey }: Pick<StaffPerson, 'privateKey'>, text: string): string =>
  toBase64Url(sign('sha256', utf8(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))

let cases = 0

/** An application as submission and a signed approval leave it. */
const writeApproved = async ({ transaction, clock, random }: Deps, reviewer: Employee): Promise<string> => {
  cases += 1
  const applicationNo = `A2026-${String(cases).padStart(6, '0')}`
  const form = sampleForm(cases)
  const selection = { projectId: project.projectId, certificateType: 'organization', medium: 'p12' } as const
  const snapshot = buildSnapshot({ applicationNo, revision: 1, selection, offer, form, papers: [], followUp: null })
  const nowMs = clock.nowMs()
  const decision = {
    format: 'certhall.review-decision.v1',
    applicationNo,
    revision: 1,
    decision: 'approve',
    snapshotSha256: snapshot.sha256,
    rejectReason: null,
    returnedItems: [],
    remark: '',
    personId: reviewer.personId,
    certificateSha256: reviewer.actor.certificateSha256,
    preparedAtMs: nowMs,
  } as const
  const statement = signStatement(decision as unknown as CanonicalValue, reviewer, reviewer.certificate)
  await transaction(async ({ applications, decisions }) => {
    const isAdded = await applications.add({
      applicationId: random.uuid(),
      applicationNo,
      applicationType: 'new',
      followUp: null,
      state: 'approved',
      version: 1,
      revision: 1,
      channel: 'online',
      language: 'zh',
      ...selection,
      profileId: offer.profileId,
      keyAlgorithm: offer.keyAlgorithm,
      orgCode: form.organization.orgCode,
      uscc: form.organization.uscc,
      organizationName: form.organization.name,
      form,
      snapshot: snapshot.text,
      snapshotSha256: snapshot.sha256,
      consents: [],
      returnedItems: [],
      reject: null,
      passcodeChannel: form.delivery.channel,
      enteredBy: null,
      draftId: null,
      idempotencyKey: random.uuid(),
      submittedAtMs: nowMs,
      dueAtMs: nowMs + 3 * dayMs,
      changedAtMs: nowMs,
    })
    if (!isAdded) throw new Error(`an application like ${applicationNo} is open`)
    await decisions.add({
      decisionId: random.uuid(),
      ordinal: 1,
      applicationNo,
      revision: 1,
      decision: 'approve',
      statement,
      textSha256: sha256Hex(statement.text),
      personId: reviewer.personId,
      decidedAtMs: nowMs,
    })
  })
  return applicationNo
}

const offer: CertificateOffer = {
  certificateType: 'organization',
  profileId: 'organization-ec',
  keyAlgorithm: 'ecdsa-p256',
  validityYears: [1],
}
const project: ProjectView = {
  projectId: 'trade',
  nameZh: '招投标',
  nameEn: 'Tendering',
  noteZh: '',
  noteEn: '',
  media: ['p12'],
  certificateTypes: [offer],
  documents: { enterprise: ['businessLicence'], institution: ['institutionCertificate'] },
  passcodeLifeDays: 14,
  originalsByPost: false,
}

/** The signer behind its door, without the door. */
const authorityOf = ({ deps, queue }: Awaited<ReturnType<typeof openIssuingHouse>>): CertificateAuthority => ({
  issue: queue.issue,
  orderStatus: async (orderIds) => {
    await Promise.all(orderIds.map(queue.settled))
    return lookUpOrders(deps, orderIds)
  },
  revoke: async (order) => {
    const { revokedAtMs, reason } = await revokeCertificate({ ...deps, tell: () => {} }, order)
    return { revokedAt: new Date(revokedAtMs).toISOString(), reason }
  },
  authorities: async () => [],
  profiles: async () => [],
})
