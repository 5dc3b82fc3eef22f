import type { ErrorCode } from '@certhall/contract/errors'
import { allowed, type Decision, refused } from '@certhall/kernel/app-error'
import { parseTbs } from '@certhall/pki/certificate/certificate'
import { extensionFacts } from '@certhall/pki/certificate/parse-extensions'
import { DerError } from '@certhall/pki/der/der-error'
import { parsePublicKey } from '@certhall/pki/key/public-key'
import type { CertificateDraft } from './draft-certificate.ts'
import type { LintSubject } from './lint.ts'
import { lints } from './lints/all.ts'

declare const linted: unique symbol

/** A draft that kept every rule. Only `lintCertificate` makes one, and nothing else can become an intent. */
export type LintedCertificate = CertificateDraft & { readonly [linted]: true }

export const lintCertificate = (draft: CertificateDraft, nowMs: number): Decision<LintedCertificate, ErrorCode> => {
  const subject = readBack(draft, nowMs)
  if (typeof subject === 'string') return refused('internal.lint', { detail: { lint: 'strict-der', finding: subject } })
  for (const lint of lints) {
    const finding = lint.check(subject)
    if (finding !== undefined)
      return refused('internal.lint', { detail: { lint: lint.name, clause: `${lint.source} ${lint.clause}`, finding } })
  }
  // The brand is given here and nowhere else.
  return allowed(draft as LintedCertificate)
}

/** The first rule of all: our own strict reader must read what we built. A text names the offence. */
export const readBack = (draft: CertificateDraft, nowMs: number): LintSubject | string => {
  try {
    const fields = parseTbs(draft.tbs)
    const facts = extensionFacts(fields.extensions)
    const key = parsePublicKey(fields.spki)
    return key.ok ? { ...draft, fields, facts, key: key.value, nowMs } : key.code
  } catch (error) {
    if (error instanceof DerError) return error.code
    throw error
  }
}
