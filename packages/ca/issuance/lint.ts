import type { TbsFields } from '@certhall/pki/certificate/certificate'
import type { ExtensionFacts } from '@certhall/pki/certificate/parse-extensions'
import type { PublicKey } from '@certhall/pki/key/public-key'
import type { CertificateDraft } from './draft-certificate.ts'

/** A rule that every certificate keeps before a signature may exist. One rule a file, below lints/. */
export interface Lint {
  readonly name: string
  readonly source: string
  readonly clause: string
  /** What is wrong, in a few safe words; undefined when the rule is kept. */
  readonly check: (subject: LintSubject) => string | undefined
}

/** The draft read back from its own bytes by the strict reader, beside what was approved. */
export interface LintSubject extends CertificateDraft {
  readonly fields: TbsFields
  readonly facts: ExtensionFacts
  /** The key as it stands in the bytes. */
  readonly key: PublicKey
  readonly nowMs: number
}
