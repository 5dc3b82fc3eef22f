/**
 * What must be true of the certificates of one organisation, whatever is done to them in whatever order: a model of its
 * own, without the tables of the hall, and the commands that it is compared with.
 */
import type { FollowUpReason, FollowUpType } from '@certhall/contract/application/follow-up'
import type { DraftForm } from '@certhall/contract/application/form'
import type { CertificateState } from '@certhall/contract/certificate/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { StoredCertificate } from '@certhall/ra/certificate/ports'
import { expect } from 'vitest'
import { type Held, type LifecycleHouse, present } from './lifecycle-house.ts'
import { dayMs, newKey, type NewKey } from './registration-house.ts'

interface Modelled {
  readonly held: Held
  readonly notAfterMs: number
  /** Certificates that take each other's place. */
  readonly slot: number
  state: CertificateState
  endsAtMs: number | null
  hasSuccessor: boolean
  /** What the signer must be told. */
  readonly told: Set<string>
}

interface ModelledCase {
  readonly applicationNo: string
  readonly type: FollowUpType
  readonly reason: FollowUpReason
  readonly target: Modelled
  state: 'submitted' | 'underReview' | 'returned' | 'approved' | 'completed' | 'rejected' | 'withdrawn' | 'expired'
  approvals: number
  /** When the standing approvals were signed. */
  decidedAtMs: number[]
  code: {
    readonly text: string
    state: 'delivered' | 'redeeming' | 'used' | 'voided' | 'expired'
    readonly expiresAtMs: number
    readonly releasedAtMs: number
  } | null
  ends: { readonly state: string; readonly atMs: number }[]
  key: NewKey | null
  /** Signed; null while nobody has answered. */
  certificate: StoredCertificate | null
  isStored: boolean
  isLost: boolean
}

export interface World {
  readonly house: LifecycleHouse
  readonly certificates: Modelled[]
  readonly cases: ModelledCase[]
  contactChangedAtMs: number | null
  contacts: number
  readonly startMs: number
  readonly ran: Set<string>
}

/** A step does what it can in the world as it is, or nothing. */
type Step = (world: World) => Promise<void>

export const openWorld = async (house: LifecycleHouse): Promise<World> => {
  house.restart()
  const world: World = {
    house,
    certificates: [],
    cases: [],
    contactChangedAtMs: null,
    contacts: 0,
    startMs: house.ground.clock.nowMs(),
    ran: new Set(),
  }
  await addCertificate(world, await house.held(), 0)
  return world
}

export const takeStep = async (world: World, name: string): Promise<void> => {
  world.house.advance(1)
  await present(steps[name])(world)
  await compare(world)
}

const now = ({ house }: World): number => house.ground.clock.nowMs()
const outcome = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof AppError) return error.code
      throw error
    },
  )
const isOpen = ({ state }: ModelledCase): boolean => ['submitted', 'underReview', 'returned', 'approved'].includes(state)
const isOver = (world: World, { state, notAfterMs }: Modelled): boolean => state === 'expired' || notAfterMs < now(world)
const newest = ({ certificates }: World): Modelled => present(certificates.at(-1))
const previous = ({ certificates }: World): Modelled => certificates.at(-2) ?? present(certificates.at(-1))
const openOn = (world: World, target: Modelled): ModelledCase | undefined =>
  world.cases.find((each) => each.target === target && isOpen(each))
const lastOpen = (world: World): ModelledCase | undefined => world.cases.findLast(isOpen)
const lastCoded = (world: World): ModelledCase | undefined => world.cases.findLast(({ code }) => code !== null)

const addCertificate = async (world: World, held: Held, slot: number): Promise<Modelled> => {
  const { notAfterMs } = await world.house.stored(held)
  const added: Modelled = { held, notAfterMs, slot, state: 'valid', endsAtMs: null, hasSuccessor: false, told: new Set() }
  world.certificates.push(added)
  return added
}

const loginOf = (world: World, certificate: Modelled): string => {
  if (certificate.state === 'frozen') return 'auth.certificate-frozen'
  if (certificate.state !== 'valid' || certificate.notAfterMs <= now(world)) return 'auth.certificate-ended'
  return certificate.endsAtMs !== null && certificate.endsAtMs <= now(world) ? 'auth.certificate-ended' : 'done'
}

const refusalOf = (world: World, certificate: Modelled, type: FollowUpType, reason: FollowUpReason): string => {
  const { state, endsAtMs, notAfterMs, hasSuccessor } = certificate
  if (state === 'revoked') return 'state.certificate-revoked'
  if (endsAtMs !== null && type !== 'revoke') return 'state.conflict'
  const over = isOver(world, certificate)
  if (over && (type !== 'replace' || now(world) - notAfterMs > 90 * dayMs)) return 'state.certificate-expired'
  if (type === 'unfreeze' && state !== 'frozen') return 'state.certificate-not-frozen'
  if ((type === 'renew' || type === 'change') && state === 'frozen') return 'state.certificate-frozen'
  if (openOn(world, certificate) !== undefined) return 'state.follow-up-open'
  if (type === 'unfreeze' && world.contactChangedAtMs !== null && now(world) - world.contactChangedAtMs < dayMs)
    return 'policy.contact-quiet'
  if (reason === 'contactChanged' && isUnfreezing(world)) return 'policy.contact-quiet'
  if (state === 'expired' && hasSuccessor) return 'state.conflict'
  if (reason === 'expired' && notAfterMs >= now(world)) return 'input.follow-up-reason'
  return reason === 'expiring' && notAfterMs - now(world) > 90 * dayMs ? 'policy.renewal-window' : 'done'
}

const isUnfreezing = (world: World): boolean =>
  world.cases.some((each) => each.type === 'unfreeze' && isOpen(each) && each.target.state === 'frozen')

type Target = (world: World) => Modelled

const ask =
  (
    of: Target,
    type: FollowUpType,
    reason: FollowUpReason,
    by: 'certificate' | 'contact',
    formOf: (world: World) => DraftForm | undefined = () => undefined,
  ): Step =>
  async (world) => {
    const { house } = world
    const target = of(world)
    // Somebody else of the organisation may ask for a frozen one; else the certificate is its own login.
    const login = type === 'unfreeze' ? newest(world) : target
    if (by === 'certificate') {
      const expected = loginOf(world, login)
      expect(await outcome(house.logIn(login.held))).toBe(expected)
      if (expected !== 'done') return
    }
    const access = by === 'certificate' ? await house.byCertificate(login.held) : house.byContact(target.held)
    const form = formOf(world)
    let applicationNo = ''
    const said = await outcome(
      (async () => {
        applicationNo = await house.ask(access, target.held, { type, reason, remark: '原因', ...(form === undefined ? {} : { form }) })
      })(),
    )
    const expected = refusalOf(world, target, type, reason)
    expect(`${type}/${reason} ${said}`).toBe(`${type}/${reason} ${expected}`)
    if (expected !== 'done') return
    world.cases.push({
      applicationNo,
      type,
      reason,
      target,
      state: 'submitted',
      approvals: 0,
      decidedAtMs: [],
      code: null,
      ends: [],
      key: null,
      certificate: null,
      isStored: false,
      isLost: false,
    })
    if (isLoss(reason) && target.state === 'valid' && !isOver(world, target)) freezeModel(world, target)
  }

const isLoss = (reason: FollowUpReason): boolean => reason === 'keyCompromise' || reason === 'mediumLost'
const revoke = (target: Modelled, reason: string): void => {
  if (target.state !== 'valid' && target.state !== 'frozen') return
  target.state = 'revoked'
  target.told.add(reason)
}

const freezeModel = (world: World, target: Modelled): void => {
  if (target.state !== 'valid') return
  target.state = 'frozen'
  target.told.add('certificateHold')
  const open = openOn(world, target)
  if (open === undefined || (open.type !== 'renew' && open.type !== 'change') || isLoss(open.reason)) return
  open.state = 'withdrawn'
  endCode(world, open, 'voided')
}

const endCode = (world: World, { code, ends }: ModelledCase, state: 'voided' | 'expired'): void => {
  if (code === null || (code.state !== 'delivered' && code.state !== 'redeeming')) return
  code.state = state
  ends.push({ state, atMs: now(world) })
}

const freeze =
  (of: Target, actor?: Parameters<LifecycleHouse['freeze']>[1]): Step =>
  async (world) => {
    const target = of(world)
    const expected =
      target.state === 'frozen'
        ? 'done'
        : target.state === 'revoked'
          ? 'state.certificate-revoked'
          : target.state === 'expired'
            ? 'state.conflict'
            : isOver(world, target)
              ? 'state.certificate-expired'
              : 'done'
    expect(await outcome(world.house.freeze(target.held, actor))).toBe(expected)
    if (expected === 'done') freezeModel(world, target)
  }

const approve =
  (who: 'reviewer' | 'second'): Step =>
  async (world) => {
    const found = lastOpen(world)
    if (found === undefined || (found.state !== 'submitted' && found.state !== 'underReview')) return
    const isFirstOfTwo = found.type === 'unfreeze' && found.approvals === 0
    // The first approval is always the reviewer's here: the second one of the same person is refused.
    const isAgain = found.type === 'unfreeze' && found.approvals === 1 && who === 'reviewer'
    const person = isFirstOfTwo ? world.house.staff().reviewer : world.house.staff()[who]
    expect(await outcome(world.house.decide(found.applicationNo, 'approve', person))).toBe(isAgain ? 'state.decided' : 'done')
    if (isAgain) return
    found.decidedAtMs.push(now(world))
    if (isFirstOfTwo) return void Object.assign(found, { approvals: 1, state: 'underReview' })
    found.state = 'approved'
    if (found.reason === 'contactChanged' && !isUnfreezing(world)) world.contactChangedAtMs = now(world)
    if (found.type === 'revoke' || isLoss(found.reason))
      revoke(found.target, isLoss(found.reason) ? 'keyCompromise' : 'cessationOfOperation')
    if (found.type === 'revoke' || found.reason === 'agentChanged' || found.reason === 'contactChanged') found.state = 'completed'
  }

const decide =
  (decision: 'reject' | 'return'): Step =>
  async (world) => {
    const found = lastOpen(world)
    if (found === undefined || (found.state !== 'submitted' && found.state !== 'underReview')) return
    // One who has not decided yet: the first approval of an unfreeze was the reviewer's.
    await world.house.decide(found.applicationNo, decision, world.house.staff().second, decision === 'return' ? ['delivery.channel'] : [])
    Object.assign(found, { state: decision === 'reject' ? 'rejected' : 'returned', approvals: 0, decidedAtMs: [] })
  }

const correct: Step = async (world) => {
  const found = lastOpen(world)
  if (found?.state !== 'returned') return
  const { type, target } = found
  const over = isOver(world, target) && (type !== 'replace' || now(world) - target.notAfterMs > 90 * dayMs)
  const expected = isLoss(found.reason)
    ? 'done'
    : target.state === 'revoked'
      ? 'state.certificate-revoked'
      : over
        ? 'state.certificate-expired'
        : 'done'
  expect(await outcome(world.house.correct(found.applicationNo, { delivery: { channel: 'sms' } }))).toBe(expected)
  if (expected === 'done') found.state = 'submitted'
}

const withdraw: Step = async (world) => {
  const found = world.cases.at(-1)
  if (found === undefined) return
  const may = ['submitted', 'underReview', 'returned'].includes(found.state) || found.state === 'withdrawn'
  expect(await outcome(world.house.withdraw(found.applicationNo))).toBe(may ? 'done' : 'state.application')
  if (may) found.state = 'withdrawn'
}

const send =
  (isResend: boolean): Step =>
  async (world) => {
    const found = world.cases.at(-1)
    if (found === undefined || (found.approvals === 0 && found.state === 'submitted')) return
    const isLive = found.code?.state === 'delivered' || found.code?.state === 'redeeming'
    if (['submitted', 'underReview', 'returned'].includes(found.state)) return
    const expected = found.state !== 'approved' ? 'state.application' : isLive && !isResend ? 'state.release-exists' : 'done'
    let text = ''
    const said = await outcome(
      (async () => {
        text = await world.house.sendCode(found.applicationNo, isResend ? '客户没有收到' : null)
      })(),
    )
    expect(`${found.type}/${found.reason} ${said}`).toBe(`${found.type}/${found.reason} ${expected}`)
    if (expected !== 'done') return
    endCode(world, found, 'voided')
    Object.assign(found, {
      code: { text, state: 'delivered', expiresAtMs: now(world) + 14 * dayMs, releasedAtMs: now(world) },
      key: null,
      certificate: null,
      isStored: false,
      isLost: false,
    })
  }

const redeem =
  (how: 'same' | 'other' | 'lost'): Step =>
  async (world) => {
    const found = lastCoded(world)
    if (found?.code == null) return
    await runJobs(world)
    const { code } = found
    const isKept = how === 'same' && found.key !== null
    const key = isKept ? present(found.key ?? undefined) : await newKey()
    const isTimely = code.state === 'redeeming' || code.expiresAtMs > now(world)
    const ended =
      code.state === 'used'
        ? 'state.passcode-used'
        : code.state === 'voided'
          ? 'state.passcode-voided'
          : code.state === 'expired' || !isTimely
            ? 'state.passcode-expired'
            : undefined
    const { authority } = world.house.ground
    const lost = {
      ...authority,
      issue: (orders: Parameters<typeof authority.issue>[0]) =>
        authority.issue(orders).then(() => Promise.reject(new AppError('busy.signer'))),
    }
    const isCovered = code.state !== 'delivered' || isEvidence(found, now(world))
    const isCrash = how === 'lost' && code.state === 'delivered' && isCovered
    let certificate: StoredCertificate | null = null
    const said = await outcome(
      (async () => {
        certificate = (await world.house.redeem(code.text, key, isCrash ? { authority: lost } : {})).certificate
      })(),
    )
    const expected =
      ended ??
      (code.state === 'redeeming' && !isKept
        ? 'state.passcode-other-key'
        : !isCovered
          ? 'policy.evidence'
          : isCrash
            ? 'busy.signer'
            : 'done')
    expect(`${found.type}/${found.reason} ${said}`).toBe(`${found.type}/${found.reason} ${expected}`)
    if (expected !== 'done' && expected !== 'busy.signer') return
    code.state = 'redeeming'
    Object.assign(found, isCrash ? { key, isLost: true } : { key, certificate, isStored: true, isLost: false })
  }

/** The signer believes no decision that is a year old, or that came after its release: clocks are set back here. */
const isEvidence = ({ decidedAtMs, code }: ModelledCase, nowMs: number): boolean =>
  decidedAtMs.every((atMs) => nowMs - atMs < 366 * dayMs && atMs <= (code?.releasedAtMs ?? 0) && atMs <= nowMs) &&
  (code?.releasedAtMs ?? 0) <= nowMs

const confirm: Step = async (world) => {
  const found = lastCoded(world)
  if (found?.code == null || found.certificate === null || found.key === null) return
  const { code, certificate, key } = found
  const expected = code.state === 'voided' ? 'state.passcode-voided' : code.state === 'expired' ? 'state.passcode-expired' : 'done'
  const installed = world.certificates.find(({ held }) => held.serialNumber === certificate.serialNumber)
  const said = await outcome(world.house.confirm(code.text, certificate, key.holder))
  // Used, and asked again: it answers the same while the certificate is good.
  if (installed !== undefined)
    return expect(said).toBe(
      installed.state === 'frozen' ? 'state.certificate-frozen' : installed.state === 'valid' ? 'done' : 'state.certificate-revoked',
    )
  expect(said).toBe(expected)
  if (expected === 'done') await confirmed(world, found)
}

const confirmed = async (world: World, found: ModelledCase): Promise<void> => {
  const { target, reason, applicationNo } = found
  const certificate = present(found.certificate ?? undefined)
  present(found.code ?? undefined).state = 'used'
  found.state = 'completed'
  target.hasSuccessor = true
  if (reason === 'expiring' && target.state === 'valid') target.endsAtMs = Math.min(now(world) + 7 * dayMs, target.notAfterMs)
  else if (reason !== 'expired')
    revoke(target, isLoss(reason) ? 'keyCompromise' : reason === 'subjectChanged' ? 'affiliationChanged' : 'superseded')
  await addCertificate(
    world,
    {
      authorityId: certificate.authorityId,
      serialNumber: certificate.serialNumber,
      applicationNo,
      orgCode: certificate.orgCode,
      form: target.held.form,
      holderKey: present(found.key ?? undefined),
    },
    target.slot,
  )
}

/** Both at once: whoever was first, the other must have seen it. */
const freezeAndConfirm: Step = async (world) => {
  const found = lastCoded(world)
  if (
    found?.code?.state !== 'redeeming' ||
    found.certificate === null ||
    found.key === null ||
    found.target.state !== 'valid' ||
    isOver(world, found.target)
  )
    return
  const { code, certificate, key, target } = found
  const [, installed] = await Promise.all([
    outcome(world.house.freeze(target.held)),
    outcome(world.house.confirm(code.text, certificate, key.holder)),
  ])
  if (installed === 'done' && (found.type === 'renew' || found.type === 'change')) {
    await confirmed(world, found)
    freezeModel(world, target)
  } else {
    const isStill = (await world.house.stored(target.held)).frozenAtMs !== null
    if (isStill) freezeModel(world, target)
    if (installed === 'done') await confirmed(world, found)
  }
}

const abandon: Step = async (world) => {
  const found = lastCoded(world)
  if (found?.code == null) return
  const { code } = found
  const expected =
    code.state === 'redeeming'
      ? 'done'
      : code.state === 'delivered'
        ? code.expiresAtMs <= now(world)
          ? 'state.passcode-expired'
          : 'state.conflict'
        : `state.passcode-${code.state}`
  expect(await outcome(world.house.abandon(code.text, found.isStored ? present(found.certificate ?? undefined).serialNumber : null))).toBe(
    expected,
  )
  if (expected === 'done') endCode(world, found, 'voided')
}

const expirePasscodes: Step = async (world) => {
  await world.house.expirePasscodes()
  for (const found of world.cases) {
    if (found.code?.state === 'delivered' && found.code.expiresAtMs <= now(world)) endCode(world, found, 'expired')
    if (
      found.code?.state === 'redeeming' &&
      found.isStored &&
      present(found.certificate ?? undefined).storedAtMs <= now(world) - 14 * dayMs
    )
      endCode(world, found, 'voided')
    const haveEnded = (days: number): boolean => found.ends.every(({ atMs }) => atMs <= now(world) - days * dayMs)
    const isRunOut = found.ends.some(({ state }) => state === 'expired') && haveEnded(30)
    const lastMs = Math.max(...found.decidedAtMs, found.code?.releasedAtMs ?? 0)
    const isUnreleased = haveEnded(90) && lastMs <= now(world) - 90 * dayMs
    if (found.state === 'approved' && (isRunOut || isUnreleased) && found.code?.state !== 'delivered' && found.code?.state !== 'redeeming')
      found.state = 'expired'
  }
}

const settle: Step = async (world) => {
  await world.house.settle()
  for (const found of world.cases.filter(({ isLost }) => isLost)) {
    const [certificate] = (
      await world.house.opened.transaction(({ passcodes }) =>
        passcodes
          .ofApplication(found.applicationNo)
          .then((codes) => passcodes.ofIds(codes.slice(0, 1).map(({ passcodeId }) => passcodeId))),
      )
    ).map((each) => each.certificate)
    Object.assign(found, { isLost: false, certificate: present(certificate ?? undefined), isStored: true })
  }
}

const endOverlaps: Step = async (world) => {
  await world.house.endOverlaps()
  for (const certificate of world.certificates)
    if (
      certificate.endsAtMs !== null &&
      certificate.endsAtMs <= now(world) &&
      (certificate.state === 'valid' || openOn(world, certificate) === undefined)
    )
      revoke(certificate, 'superseded')
}

const expireCertificates: Step = async (world) => {
  await world.house.expireCertificates()
  for (const certificate of world.certificates)
    if ((certificate.state === 'valid' || certificate.state === 'frozen') && certificate.notAfterMs < now(world))
      certificate.state = 'expired'
}

/** What workers do with the jobs of committed transactions. */
const runJobs: Step = async (world) => {
  for (const { name, payload } of await world.house.opened.waitingJobs()) {
    const key = `${payload['serialNumber']}/${payload['reason']}`
    if (name !== 'revoke-certificate' || world.ran.has(key) || !isOfWorld(world, payload['applicationNo'])) continue
    world.ran.add(key)
    await world.house.ground.authority.revoke(payload as unknown as Parameters<typeof world.house.ground.authority.revoke>[0])
  }
}
const isOfWorld = ({ certificates, cases }: World, applicationNo: string | undefined): boolean =>
  certificates.some(({ held }) => held.applicationNo === applicationNo) || cases.some((each) => each.applicationNo === applicationNo)

const pass =
  (days: number): Step =>
  async (world) => {
    // Staff and authorities end, too: no run outlives them.
    if (now(world) + days * dayMs - world.startMs < 560 * dayMs && now(world) + days * dayMs >= world.startMs)
      world.house.advance(days * dayMs)
  }

const toTheEnd =
  (days: number): Step =>
  async (world) => {
    const inMs = newest(world).notAfterMs - days * dayMs - now(world)
    if (inMs > 0) await pass(inMs / dayMs)(world)
  }

const logIn =
  (of: Target): Step =>
  async (world) =>
    expect(await outcome(world.house.logIn(of(world).held))).toBe(loginOf(world, of(world)))

const applyNew: Step = async (world) => {
  if (world.certificates.length > 5 || isUnfreezing(world)) return
  await addCertificate(world, await world.house.held({ form: newest(world).held.form }), world.certificates.length)
}

/** The next step of whatever is open, so that runs come to their end. */
const goOn: Step = async (world) => {
  const found = lastOpen(world)
  if (found === undefined) return
  if (found.state === 'returned') return correct(world)
  if (found.state !== 'approved') return approve('second')(world)
  if (world.cases.at(-1) !== found || (found.code !== null && lastCoded(world) !== found)) return
  if (found.code === null || found.code.state === 'voided' || found.code.state === 'expired') return send(false)(world)
  return found.code.state === 'delivered' || found.certificate === null ? redeem('same')(world) : confirm(world)
}

const nextContact = (world: World): DraftForm => ({ contact: { mobile: `139${String((world.contacts += 1)).padStart(8, '0')}` } })

export const steps: Readonly<Record<string, Step>> = {
  'renew expiring': ask(newest, 'renew', 'expiring', 'certificate'),
  'renew previous': ask(previous, 'renew', 'expiring', 'certificate'),
  'renew upgrade': ask(newest, 'renew', 'algorithmUpgrade', 'certificate'),
  'renew compromised': ask(newest, 'renew', 'keyCompromise', 'certificate'),
  'replace lost': ask(newest, 'replace', 'mediumLost', 'contact'),
  'replace damaged': ask(newest, 'replace', 'mediumDamaged', 'contact'),
  'replace previous': ask(previous, 'replace', 'mediumDamaged', 'contact'),
  'replace expired': ask(newest, 'replace', 'expired', 'contact'),
  'replace previous expired': ask(previous, 'replace', 'expired', 'contact'),
  'change subject': ask(newest, 'change', 'subjectChanged', 'certificate'),
  'change agent': ask(newest, 'change', 'agentChanged', 'certificate', () => ({ agent: { name: '新经办' } })),
  'change contact': ask(newest, 'change', 'contactChanged', 'certificate', nextContact),
  'unfreeze by contact': ask(newest, 'unfreeze', 'frozenByMistake', 'contact'),
  'unfreeze previous': ask(previous, 'unfreeze', 'mediumFound', 'certificate'),
  revoke: ask(newest, 'revoke', 'noLongerNeeded', 'contact'),
  'revoke previous compromised': ask(previous, 'revoke', 'keyCompromise', 'contact'),
  approve: approve('reviewer'),
  'approve by second': approve('second'),
  reject: decide('reject'),
  return: decide('return'),
  correct: correct,
  withdraw: withdraw,
  send: send(false),
  'send again': send(true),
  redeem: redeem('same'),
  'redeem other key': redeem('other'),
  'redeem, answer lost': redeem('lost'),
  settle: settle,
  confirm: confirm,
  abandon: abandon,
  freeze: freeze(newest),
  'freeze previous': freeze(previous),
  'freeze by staff': (world) => freeze(newest, { actor: world.house.staff().issuer.actor })(world),
  'freeze, signer silent': freeze(newest, { authority: { revoke: () => Promise.reject(new AppError('busy.signer')) } }),
  'freeze and confirm at once': freezeAndConfirm,
  'expire codes': expirePasscodes,
  'end overlaps': endOverlaps,
  'expire certificates': expireCertificates,
  'run jobs': runJobs,
  'a day': pass(1),
  'eight days': pass(8),
  'forty days': pass(40),
  'clock back': pass(-1),
  'near the end': toTheEnd(60),
  'past the end': toTheEnd(-1),
  'log in': logIn(newest),
  'log in with previous': logIn(previous),
  'apply new': applyNew,
  'go on': goOn,
}

/** Every row is what the model says, and no invariant is broken (security study §3.3). */
const compare = async (world: World): Promise<void> => {
  const { house } = world
  for (const certificate of world.certificates) {
    const { held, state, endsAtMs, told } = certificate
    expect(await house.stored(held)).toMatchObject({ state, endsAtMs })
    // I16: frozen or ended means no login anywhere.
    if (state !== 'valid') expect(await outcome(house.logIn(held))).toBe(loginOf(world, certificate))
    // Whatever ends or freezes is told to the signer, once each.
    expect(await house.endsOf(held)).toEqual([...told].toSorted())
    const open = await house.opened.transaction(({ applications }) => applications.openOn(held))
    expect(open?.applicationNo).toBe(openOn(world, certificate)?.applicationNo)
    // I17: nothing that needs the key goes on while it is frozen.
    if (state === 'frozen' && open !== undefined && !isLoss(open.reason))
      expect(['replace', 'unfreeze', 'revoke']).toContain(open.applicationType)
    await followEvents(world, held, state)
  }
  for (const found of world.cases) await compareCase(world, found)
  // I15: in one slot at most one that has no successor; the overlap is the exception.
  for (const slot of new Set(world.certificates.map((each) => each.slot)))
    expect(
      world.certificates.filter((each) => each.slot === slot && each.state === 'valid' && each.endsAtMs === null && !isOver(world, each))
        .length,
    ).toBeLessThanOrEqual(1)
}

const compareCase = async (
  { house }: World,
  { applicationNo, state, code, certificate, isStored, target, type, reason }: ModelledCase,
): Promise<void> => {
  expect(await house.stateOf(applicationNo)).toBe(state)
  expect((await house.codesOf(applicationNo))[0]?.state).toBe(code?.state)
  // I13, I14: the new one is never good while the frozen or compromised one is.
  if (state === 'completed' && (type === 'unfreeze' || isLoss(reason))) expect(['revoked', 'expired']).toContain(target.state)
  if (certificate === null || !isStored || code === null) return
  const stored = await house.stored(certificate)
  if (code.state === 'used') return expect(stored.confirmedAtMs).not.toBeNull()
  expect(stored).toMatchObject({ confirmedAtMs: null, state: code.state === 'redeeming' ? 'valid' : 'revoked' })
  // I21: whoever has not confirmed is on the list.
  if (code.state === 'redeeming')
    expect(
      (await house.opened.transaction((tx) => tx.certificates.unconfirmed(house.ground.clock.nowMs(), 500))).map(
        (each) => each.serialNumber,
      ),
    ).toContain(certificate.serialNumber)
}

/** I12, I22: every step has its event, in an order that never comes back from hold or from an end. */
const followEvents = async ({ house }: World, { applicationNo, serialNumber }: Held, state: CertificateState): Promise<void> => {
  const events = (await house.opened.record.list({ applicationNo, type: null }, undefined, 200))
    .map(({ event }) => event)
    .filter((event) => event.type.startsWith('certificate.') && event.detail['serialNumber'] === serialNumber && event.after !== null)
  const path: string[] = []
  for (let at: string | null = null; path.length <= events.length; ) {
    const next = events.find((event) => event.before === at)
    if (next?.after == null) break
    path.push(next.after)
    at = next.after
  }
  expect(path).toHaveLength(events.length)
  expect(path.at(-1)).toBe(state)
  expect(['valid', 'valid frozen', 'valid revoked', 'valid expired', 'valid frozen revoked', 'valid frozen expired']).toContain(
    path.join(' '),
  )
}
