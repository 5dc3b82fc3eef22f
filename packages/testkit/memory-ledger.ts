/** The signer's ledger in memory, held to the same suite as the one on PostgreSQL. Transactions run one after the other. */
import type {
  AuthorityRecord,
  CrlHead,
  CrlRecord,
  DeltaRecord,
  Ledger,
  LedgerTransaction,
  NewIntent,
  NewOrder,
  IntentState,
  OrderRecord,
  PlacedEntry,
  RevocationEntry,
  SignedResult,
  StaffEntry,
  StaffMember,
} from '@certhall/ca/ports'
import { toHex } from '@certhall/kernel/bytes'

export const memoryLedger = (): Ledger => {
  let state = emptyState()
  let last: Promise<unknown> = Promise.resolve()
  const transaction: Ledger['transaction'] = (work) => {
    const run = last.then(async () => {
      const draft = copyState(state)
      const result = await work(ledgerOn(draft))
      state = draft
      return result
    })
    last = run.catch(() => {})
    return run
  }
  return { transaction, read: (work) => work(ledgerOn(copyState(state))) }
}

interface Order extends NewOrder {
  live: string | null
}

interface Intent extends NewIntent {
  state: IntentState
}

interface Revocation extends RevocationEntry {
  readonly authorityId: string
  readonly notAfterMs: number
  readonly position: number
}

interface Person extends StaffMember {
  readonly enteredAtMs: number
}

const emptyState = () => ({
  orders: new Map<string, Order>(),
  intents: new Map<string, Intent>(),
  certificates: new Map<string, SignedResult>(),
  keys: new Map<string, { orderId: string | null; isBlocked: boolean }>(),
  authorities: new Map<string, AuthorityRecord>(),
  people: new Map<string, Person>(),
  invitations: new Map<string, { tokenSha256: string; personId: string; expiresAtMs: number; usedAtMs: number | null }>(),
  staffCertificates: new Map<
    string,
    {
      certificateSha256: string
      personId: string
      serial: Uint8Array
      spki: Uint8Array
      notBeforeMs: number
      notAfterMs: number
      endedAtMs: number | null
    }
  >(),
  revocations: new Map<string, Revocation>(),
  crls: new Map<string, CrlRecord>(),
  deltas: new Map<string, DeltaRecord>(),
  heads: new Map<string, { crlNumber: number; publishedNumber: number | null; deltaNumber: number | null }>(),
  feed: { position: 0 },
})
type State = ReturnType<typeof emptyState>

/** Rows are replaced or changed in place: a copy of each keeps the state before a failed transaction. */
const copyState = (state: State): State => {
  const copyRows = <Row extends object>(rows: Map<string, Row>): Map<string, Row> =>
    new Map([...rows].map(([key, row]) => [key, { ...row }]))
  return {
    orders: copyRows(state.orders),
    intents: copyRows(state.intents),
    certificates: copyRows(state.certificates),
    keys: copyRows(state.keys),
    authorities: copyRows(state.authorities),
    people: copyRows(state.people),
    invitations: copyRows(state.invitations),
    staffCertificates: copyRows(state.staffCertificates),
    revocations: copyRows(state.revocations),
    crls: copyRows(state.crls),
    deltas: copyRows(state.deltas),
    heads: copyRows(state.heads),
    feed: { ...state.feed },
  }
}

const ledgerOn = (state: State): LedgerTransaction => ({
  ...orderLedger(state),
  ...authorityLedger(state),
  ...staffLedger(state),
  ...revocationLedger(state),
  ...crlLedger(state),
})

const keyOf = (authorityId: string, serial: Uint8Array): string => `${authorityId}/${toHex(serial)}`

const orderLedger = (
  state: State,
): Pick<
  LedgerTransaction,
  | 'findOrders'
  | 'claimKeys'
  | 'freeKeys'
  | 'blockKey'
  | 'addOrders'
  | 'addIntents'
  | 'settleSigned'
  | 'certificateDer'
  | 'lockCertificates'
  | 'settleDoubtful'
> => ({
  findOrders: async (orderIds, releases) =>
    [...state.orders.values()].flatMap((order): OrderRecord[] => {
      const intent = state.intents.get(order.orderId)
      const isAsked = orderIds.includes(order.orderId) || (order.releaseSha256 !== null && releases.includes(order.releaseSha256))
      if (!isAsked || intent === undefined) return []
      const { orderId, releaseSha256, attempt, spkiSha256 } = order
      return [
        {
          orderId,
          releaseSha256,
          attempt,
          spkiSha256,
          authorityId: intent.authorityId,
          serial: intent.serial,
          state: intent.state,
          certificate: state.certificates.get(orderId) ?? null,
        },
      ]
    }),
  claimKeys: async (claims) => {
    const claimed = claims.filter(({ spkiSha256 }) => !state.keys.has(spkiSha256))
    for (const { spkiSha256, orderId } of claimed) state.keys.set(spkiSha256, { orderId, isBlocked: false })
    return new Set(claimed.map(({ spkiSha256 }) => spkiSha256))
  },
  freeKeys: async (claims) => {
    for (const { spkiSha256, orderId } of claims) {
      const key = state.keys.get(spkiSha256)
      if (key?.orderId === orderId && !key.isBlocked) state.keys.delete(spkiSha256)
    }
  },
  blockKey: async (spkiSha256) => {
    state.keys.set(spkiSha256, { orderId: state.keys.get(spkiSha256)?.orderId ?? null, isBlocked: true })
  },
  addOrders: async (orders) => {
    const entered = new Set<string>()
    for (const order of orders) {
      const others = [...state.orders.values()]
      const isTaken = others.some(
        (other) =>
          other.orderId === order.orderId ||
          (order.releaseSha256 !== null && other.releaseSha256 === order.releaseSha256 && other.attempt === order.attempt) ||
          (order.decisionSha256 !== null && other.live === order.decisionSha256),
      )
      if (isTaken) continue
      state.orders.set(order.orderId, { ...order, live: order.decisionSha256 })
      entered.add(order.orderId)
    }
    return entered
  },
  addIntents: async (intents) => {
    for (const intent of intents) state.intents.set(intent.orderId, { ...intent, state: 'intended' })
  },
  settleSigned: async (results) => {
    const open = results.filter(({ orderId }) => state.intents.get(orderId)?.state === 'intended')
    for (const result of open) {
      const intent = state.intents.get(result.orderId)
      if (intent !== undefined) intent.state = 'signed'
      state.certificates.set(result.orderId, result)
    }
    return new Set(open.map(({ orderId }) => orderId))
  },
  certificateDer: async (authorityId, serial) =>
    [...state.certificates.values()].find((each) => keyOf(each.authorityId, each.serial) === keyOf(authorityId, serial))?.der,
  lockCertificates: async (keys) =>
    [...state.certificates.values()].flatMap(({ authorityId, serial, notAfterMs }) => {
      const key = keyOf(authorityId, serial)
      const isAsked = keys.some((each) => keyOf(each.authorityId, each.serial) === key)
      return isAsked ? [{ authorityId, serial, notAfterMs, revokedFor: state.revocations.get(key)?.reason ?? null }] : []
    }),
  settleDoubtful: async (orderIds, atMs) => {
    const open = [...state.intents.values()].filter(
      (intent) => intent.state === 'intended' && (orderIds === 'all' || orderIds.includes(intent.orderId)),
    )
    for (const intent of open) {
      intent.state = 'doubtful'
      const order = state.orders.get(intent.orderId)
      if (order !== undefined) order.live = null
      const { authorityId, serial, notAfterMs } = intent
      state.feed.position += 1
      state.revocations.set(keyOf(authorityId, serial), {
        authorityId,
        serial,
        reason: 'unspecified',
        revokedAtMs: atMs,
        notAfterMs,
        position: state.feed.position,
      })
    }
    return open.map(({ orderId, authorityId, serial }) => ({ orderId, authorityId, serial }))
  },
})

const authorityLedger = (state: State): Pick<LedgerTransaction, 'authorities' | 'addAuthority'> => ({
  authorities: async () => [...state.authorities.values()].toSorted((left, right) => (left.authorityId < right.authorityId ? -1 : 1)),
  addAuthority: async (authority) => {
    if (state.authorities.has(authority.authorityId)) throw new Error('authority exists')
    state.authorities.set(authority.authorityId, authority)
  },
})

const staffLedger = (
  state: State,
): Pick<
  LedgerTransaction,
  | 'staffCertificates'
  | 'staffMembers'
  | 'lockStaff'
  | 'putStaffMember'
  | 'disableStaffMember'
  | 'addInvitation'
  | 'findInvitation'
  | 'useInvitation'
  | 'addStaffCertificate'
> => {
  const memberOf = (personId: string): StaffMember => {
    const person = state.people.get(personId)
    if (person === undefined) throw new Error('no such person')
    return { personId, name: person.name, roles: person.roles, disabled: person.disabled }
  }
  const entries = (): readonly StaffEntry[] =>
    [...state.people.values()]
      .toSorted((left, right) => left.enteredAtMs - right.enteredAtMs || (left.personId < right.personId ? -1 : 1))
      .map(({ personId }) => ({
        ...memberOf(personId),
        certificates: [...state.staffCertificates.values()].filter((certificate) => certificate.personId === personId),
      }))
  return {
    staffCertificates: async (sha256s) =>
      [...state.staffCertificates.values()]
        .filter(({ certificateSha256 }) => sha256s.includes(certificateSha256))
        .map(({ certificateSha256, spki, notBeforeMs, notAfterMs, endedAtMs, personId }) => ({
          certificateSha256,
          spki,
          notBeforeMs,
          notAfterMs,
          endedAtMs,
          member: memberOf(personId),
        })),
    staffMembers: async () => entries(),
    lockStaff: async () => entries(),
    putStaffMember: async ({ personId, name, roles, enteredAtMs }) => {
      const known = state.people.get(personId)
      state.people.set(personId, {
        personId,
        name,
        roles,
        disabled: known?.disabled ?? null,
        enteredAtMs: known?.enteredAtMs ?? enteredAtMs,
      })
    },
    disableStaffMember: async (personId, atMs, reason) => {
      const person = state.people.get(personId)
      if (person === undefined) return
      const disabled = {
        atMs: person.disabled?.atMs ?? atMs,
        reason: person.disabled?.reason === 'keyCompromise' ? person.disabled.reason : reason,
      }
      state.people.set(personId, { ...person, disabled })
      for (const invitation of state.invitations.values()) if (invitation.personId === personId) invitation.usedAtMs ??= atMs
    },
    addInvitation: async (invitation) => void state.invitations.set(invitation.tokenSha256, { ...invitation, usedAtMs: null }),
    findInvitation: async (tokenSha256) => {
      const found = state.invitations.get(tokenSha256)
      return found === undefined
        ? undefined
        : { tokenSha256, expiresAtMs: found.expiresAtMs, usedAtMs: found.usedAtMs, member: memberOf(found.personId) }
    },
    useInvitation: async (tokenSha256, atMs) => {
      const found = state.invitations.get(tokenSha256)
      if (found !== undefined) found.usedAtMs ??= atMs
    },
    addStaffCertificate: async (certificate) =>
      void state.staffCertificates.set(certificate.certificateSha256, { ...certificate, endedAtMs: null }),
  }
}

const revocationLedger = (state: State): Pick<LedgerTransaction, 'revoke' | 'revocationPage' | 'revocationsSince'> => ({
  revoke: async ({ authorityId, serial, reason, revokedAtMs }) => {
    const key = keyOf(authorityId, serial)
    const known = state.revocations.get(key)
    if (known !== undefined && (known.reason !== 'certificateHold' || reason === 'certificateHold')) return entryOf(known)
    const certificate = [...state.certificates.values()].find((each) => keyOf(each.authorityId, each.serial) === key)
    if (certificate === undefined) return undefined
    state.feed.position += 1
    const entered: Revocation = {
      authorityId,
      serial,
      reason,
      revokedAtMs: known?.revokedAtMs ?? revokedAtMs,
      notAfterMs: certificate.notAfterMs,
      position: state.feed.position,
    }
    state.revocations.set(key, entered)
    const order = state.orders.get(certificate.orderId)
    if (order !== undefined && reason !== 'certificateHold') order.live = null
    for (const staff of state.staffCertificates.values())
      if (authorityId === 'staff' && toHex(staff.serial) === toHex(serial)) staff.endedAtMs ??= revokedAtMs
    return entryOf(entered)
  },
  revocationPage: async (authorityId, endingFromMs, after, limit) => {
    const entries = [...state.revocations.values()]
      .filter(
        (each) =>
          each.authorityId === authorityId && each.notAfterMs >= endingFromMs && (after === undefined || toHex(each.serial) > toHex(after)),
      )
      .toSorted((left, right) => (toHex(left.serial) < toHex(right.serial) ? -1 : 1))
      .slice(0, limit)
      .map(placedOf)
    return { count: entries.length, last: entries.at(-1)?.serial, entries }
  },
  revocationsSince: async (authorityId, endingFromMs, position, limit) =>
    [...state.revocations.values()]
      .filter((each) => each.authorityId === authorityId && each.notAfterMs >= endingFromMs && each.position > position)
      .toSorted((left, right) => left.position - right.position)
      .slice(0, limit)
      .map(placedOf),
})

const entryOf = ({ serial, reason, revokedAtMs }: Revocation): RevocationEntry => ({ serial, reason, revokedAtMs })
const placedOf = (revocation: Revocation): PlacedEntry => ({ ...entryOf(revocation), position: revocation.position })

const crlLedger = (
  state: State,
): Pick<
  LedgerTransaction,
  'reserveCrl' | 'publishCrl' | 'publishDelta' | 'publishedCrls' | 'publishedDeltas' | 'lastRevocations' | 'crlDer' | 'deltaDer'
> => {
  const headOf = (rows: ReadonlyMap<string, CrlRecord>, authorityId: string, number: number | null | undefined): CrlHead | undefined => {
    const crl = number == null ? undefined : rows.get(`${authorityId}/${number}`)
    if (crl === undefined) return undefined
    const { crlNumber, thisUpdateMs, nextUpdateMs, position, entryCount } = crl
    return { authorityId, crlNumber, thisUpdateMs, nextUpdateMs, position, entryCount }
  }
  const published = (authorityId: string): CrlHead | undefined =>
    headOf(state.crls, authorityId, state.heads.get(authorityId)?.publishedNumber)
  const publishedDelta = (authorityId: string): CrlHead | undefined =>
    headOf(state.deltas, authorityId, state.heads.get(authorityId)?.deltaNumber)
  const oldestValid = (authorityId: string, atMs: number): CrlRecord | undefined =>
    [...state.crls.values()]
      .filter((crl) => crl.authorityId === authorityId && crl.nextUpdateMs > atMs)
      .toSorted((left, right) => left.crlNumber - right.crlNumber)[0]
  const mayFollow = ({ authorityId, crlNumber, thisUpdateMs }: CrlRecord, delta: DeltaRecord | undefined): boolean => {
    const isLater = [published(authorityId), publishedDelta(authorityId)].every(
      (before) => before === undefined || (before.crlNumber < crlNumber && before.thisUpdateMs <= thisUpdateMs),
    )
    const oldest = oldestValid(authorityId, thisUpdateMs)
    return isLater && (delta === undefined || oldest === undefined || delta.baseNumber <= oldest.crlNumber)
  }
  const enterDelta = (delta: DeltaRecord): void => {
    state.deltas.set(`${delta.authorityId}/${delta.crlNumber}`, delta)
    const head = state.heads.get(delta.authorityId)
    if (head !== undefined) head.deltaNumber = delta.crlNumber
  }
  return {
    reserveCrl: async (authorityId, atMs) => {
      const head = state.heads.get(authorityId) ?? { crlNumber: 0, publishedNumber: null, deltaNumber: null }
      head.crlNumber += 1
      state.heads.set(authorityId, head)
      return {
        crlNumber: head.crlNumber,
        position: state.feed.position,
        published: published(authorityId),
        delta: publishedDelta(authorityId),
        base: oldestValid(authorityId, atMs),
      }
    },
    publishCrl: async (crl, delta) => {
      if (!mayFollow(crl, delta)) return false
      state.crls.set(`${crl.authorityId}/${crl.crlNumber}`, crl)
      const head = state.heads.get(crl.authorityId)
      if (head !== undefined) head.publishedNumber = crl.crlNumber
      if (delta !== undefined) enterDelta(delta)
      return true
    },
    publishDelta: async (delta) => {
      if (!mayFollow(delta, delta)) return false
      enterDelta(delta)
      return true
    },
    publishedCrls: async () => [...state.heads.keys()].flatMap((authorityId) => published(authorityId) ?? []),
    publishedDeltas: async () => [...state.heads.keys()].flatMap((authorityId) => publishedDelta(authorityId) ?? []),
    lastRevocations: async () => {
      const last = new Map<string, number>()
      for (const { authorityId, position } of state.revocations.values())
        last.set(authorityId, Math.max(position, last.get(authorityId) ?? 0))
      return last
    },
    crlDer: async (authorityId, crlNumber) => state.crls.get(`${authorityId}/${crlNumber}`)?.der,
    deltaDer: async (authorityId, crlNumber) => state.deltas.get(`${authorityId}/${crlNumber}`)?.der,
  }
}
