import type { KeyObject } from 'node:crypto'
import type { ErrorCode } from '@certhall/contract/errors'
import { AppError } from '@certhall/kernel/app-error'
import { equalBytes, fromBase64 } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import type { Secret } from '@certhall/kernel/log'
import type { Random } from '@certhall/kernel/random'
import { algorithmOf } from '@certhall/pki/algorithm'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { nameText } from '@certhall/pki/name/parse-name'
import { listTimes } from '../crl/list-times.ts'
import { publishCrl } from '../crl/publish-crl.ts'
import { sha256Hex } from '../issuance/sha256.ts'
import type { AuthorityRecord, Ledger } from '../ports.ts'
import { type Authority, readAuthority } from '../profile/authority.ts'
import { authorityName, type AuthorityPlan } from './authority-plan.ts'
import { certifyAuthority } from './certify-authority.ts'
import { openSealedKey, sealKey, type SealedKey } from './sealed-key.ts'
import { generateKey, signatures } from './signatures.ts'

/** Where sealed keys lie; `write` never replaces one. */
export interface KeyFiles {
  readonly read: (authorityId: string) => SealedKey | undefined
  readonly write: (sealed: SealedKey) => void
}

export interface HierarchyOrder {
  readonly ledger: Ledger
  readonly files: KeyFiles
  readonly clock: Clock
  readonly random: Random
  readonly publicUrl: string
  readonly organization: string
  readonly isEvaluation: boolean
  readonly signerPassphrase: Secret<string>
  /** Asked for only when a root has something to sign. */
  readonly rootPassphrase: () => Promise<Secret<string>>
}

/** A root whose key is opened only when it has something to sign. */
export interface Root {
  readonly record: () => Promise<AuthorityRecord>
  readonly opened: () => Promise<{ readonly authority: Authority; readonly privateKey: KeyObject }>
}

export const openRoot = (order: HierarchyOrder, rootPlan: AuthorityPlan, elder: SealedKey | undefined): Root => {
  let key: KeyObject | undefined
  const record = async (): Promise<AuthorityRecord> => {
    const kept = order.files.read(rootPlan.authorityId)
    if (kept !== undefined) return recordOf(order, rootPlan, fromBase64(kept.certificate))
    const passphrase = await order.rootPassphrase()
    if (elder !== undefined) openSealedKey(elder, passphrase)
    const made = make(order, rootPlan, undefined)
    order.files.write(sealKey(rootPlan.authorityId, made.der, made.privateKey, passphrase, order.random))
    key = made.privateKey
    return recordOf(order, rootPlan, made.der)
  }
  return {
    record,
    opened: async () => {
      const authority = readAuthority(await record())
      const sealed = order.files.read(rootPlan.authorityId)
      if (key === undefined && sealed !== undefined) key = openSealedKey(sealed, await order.rootPassphrase())
      if (key === undefined) throw new AppError<ErrorCode>('internal.key-sealed', { detail: { authorityId: rootPlan.authorityId } })
      return { authority, privateKey: key }
    },
  }
}

/** The list of a root, good for a year: it says which of its authorities are revoked, and is signed whenever its key is open. */
export const publishRootList = async ({ ledger, clock }: Pick<HierarchyOrder, 'ledger' | 'clock'>, root: Root): Promise<boolean> => {
  const { authority, privateKey } = await root.opened()
  const signStream = () => {
    const stream = signatures.signStream({ algorithm: authority.algorithm, spki: authority.certificate.spki, key: privateKey })
    return { write: stream.write, finish: () => Promise.resolve(stream.finish()) }
  }
  return await publishCrl({ ledger, clock, signStream }, authority, listTimes.rootValidityMs)
}

export const makeSubordinate = async (order: HierarchyOrder, plan: AuthorityPlan, root: Root): Promise<AuthorityRecord> => {
  const kept = order.files.read(plan.authorityId)
  if (kept !== undefined) return recordOf(order, plan, fromBase64(kept.certificate))
  const made = make(order, plan, await root.opened())
  order.files.write(sealKey(plan.authorityId, made.der, made.privateKey, order.signerPassphrase, order.random))
  return recordOf(order, plan, made.der)
}

const make = (order: HierarchyOrder, plan: AuthorityPlan, issuer: Awaited<ReturnType<Root['opened']>> | undefined) => {
  const { privateKey, spki } = generateKey(algorithmOf(plan.algorithm))
  const name = authorityName(plan, order.organization, order.isEvaluation)
  const { publicUrl, random } = order
  return {
    privateKey,
    der: certifyAuthority({ plan, name, spki, issuer, ownKey: privateKey, publicUrl, nowMs: order.clock.nowMs(), random }),
  }
}

const recordOf = ({ clock }: HierarchyOrder, plan: AuthorityPlan, der: Uint8Array): AuthorityRecord => {
  const certificate = parseCertificate(der)
  return {
    authorityId: plan.authorityId,
    role: plan.role,
    name: nameText(certificate.subject),
    keyAlgorithm: plan.algorithm,
    issuerId: plan.issuerId,
    der,
    notAfterMs: certificate.notAfterMs,
    createdAtMs: clock.nowMs(),
  }
}

/** Nothing happens to what the ledger knows already. */
export const enterAuthorities = async ({ ledger }: HierarchyOrder, records: readonly AuthorityRecord[]): Promise<void> => {
  await ledger.transaction(async (transaction) => {
    const known = new Map((await transaction.authorities()).map((record) => [record.authorityId, record]))
    for (const record of records) {
      const before = known.get(record.authorityId)
      // Another ledger, or another data directory: nothing may be signed with the wrong key.
      if (before !== undefined && !equalBytes(before.der, record.der))
        throw new AppError<ErrorCode>('internal.configuration', {
          detail: { reason: 'foreign-authority', authorityId: record.authorityId },
        })
      if (before !== undefined) continue
      await transaction.addAuthority(record)
      await transaction.blockKey(sha256Hex(parseCertificate(record.der).spki), 'authority')
    }
  })
}
