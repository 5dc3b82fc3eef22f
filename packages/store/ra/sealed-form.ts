/** How personal data lie in the tables: canonical JSON in a sealed box, bound to its row. */
import type { CompleteForm } from '@certhall/contract/application/form'
import { type CanonicalValue, canonicalJson } from '@certhall/contract/statement/canonical-json'
import { fromUtf8, utf8 } from '@certhall/kernel/bytes'
import type { Sealer } from '@certhall/ra/ports'

export const sealForm = (sealer: Sealer, applicationNo: string, form: CompleteForm): Uint8Array =>
  sealValue(sealer, `ra.application:${applicationNo}`, form)
export const openForm = (sealer: Sealer, applicationNo: string, box: Uint8Array): CompleteForm =>
  openValue(sealer, `ra.application:${applicationNo}`, box) as CompleteForm

/** A paper's bytes are bound to its id; which draft or application it belongs to stands in the row. */
export const documentContext = (documentId: string): string => `ra.document:${documentId}`

export const sealValue = (sealer: Sealer, context: string, value: unknown): Uint8Array =>
  sealer.seal(utf8(canonicalJson(value as CanonicalValue)), context)
export const openValue = (sealer: Sealer, context: string, box: Uint8Array): unknown => JSON.parse(fromUtf8(sealer.open(box, context)))
