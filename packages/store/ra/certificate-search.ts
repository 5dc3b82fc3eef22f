/** What customer service looks for: rows without octets, each question answered by an index. */
import { fromHex } from '@certhall/kernel/bytes'
import type { CertificateClue, CertificateSearch } from '@certhall/ra/certificate/service-desk'
import type { ExpressionBuilder, ExpressionWrapper, Kysely, SqlBool } from 'kysely'
import { certificateOf } from './certificate.ts'
import type { RegistrationSchema } from './schema.ts'

export const certificateSearch = (db: Kysely<RegistrationSchema>): CertificateSearch => ({
  find: async (clue, limit) => {
    const rows = await db
      .selectFrom('ra.certificate')
      .selectAll()
      .where((where) => isClue(where, clue))
      .orderBy('stored_at', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => {
      const { der: _der, ...seen } = certificateOf(row, new Uint8Array())
      return seen
    })
  },
})

const isClue = (
  where: ExpressionBuilder<RegistrationSchema, 'ra.certificate'>,
  clue: CertificateClue,
): ExpressionWrapper<RegistrationSchema, 'ra.certificate', SqlBool> => {
  switch (clue.kind) {
    case 'orgCode':
      return where('org_code', '=', clue.orgCode)
    case 'applicationNo':
      // By its PASSCODEs: the certificate has no index of its own for it.
      return where(
        'passcode_id',
        'in',
        where.selectFrom('ra.passcode').select('passcode_id').where('application_no', '=', clue.applicationNo),
      )
    case 'serialNumber':
      if (clue.authorityIds.length === 0) return where.lit(false) as never
      return where.and([where('authority_id', 'in', [...clue.authorityIds]), where('serial_number', '=', fromHex(clue.serialNumber))])
    case 'name':
      return where('subject', 'like', `CN=${literal(clue.name)}%`)
  }
}

/** As RFC 4514 writes it in a name, and then as LIKE takes it for itself. */
const literal = (name: string): string => name.replaceAll(/[,+"\\<>;]/g, '\\$&').replaceAll(/[\\%_]/g, '\\$&')
