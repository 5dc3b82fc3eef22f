import type { ErrorCode } from '@certhall/contract/errors'
import { documentKinds } from '@certhall/contract/application/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import type { Upload } from '@certhall/ra/application/add-document'
import { documentSizeLimit } from '@certhall/ra/application/add-document'
import type { FastifyRequest } from 'fastify'

/** One paper as multipart/form-data: a field `kind` and a file `file`, in either order, nothing else. */
export const readUpload = async (request: FastifyRequest): Promise<Upload> => {
  if (!request.isMultipart()) throw new AppError<ErrorCode>('input.malformed')
  let kind: string | undefined
  let file: { fileName: string; content: Uint8Array } | undefined
  for await (const part of request.parts()) {
    if (part.type === 'field' && part.fieldname === 'kind' && kind === undefined) kind = String(part.value)
    else if (part.type === 'file' && part.fieldname === 'file' && file === undefined) {
      const bytes = await part.toBuffer()
      if (part.file.truncated) throw new AppError<ErrorCode>('input.file-size', { detail: { limitBytes: documentSizeLimit } })
      file = { fileName: part.filename ?? '', content: new Uint8Array(bytes) }
    } else
      throw new AppError<ErrorCode>('input.malformed', { issues: [{ field: part.fieldname.slice(0, 40), code: 'input.unknown-field' }] })
  }
  const found = documentKinds.find((each) => each === kind)
  if (found === undefined)
    throw new AppError<ErrorCode>('input.malformed', {
      issues: [{ field: 'kind', code: kind === undefined ? 'input.required' : 'input.unknown-choice' }],
    })
  if (file === undefined) throw new AppError<ErrorCode>('input.malformed', { issues: [{ field: 'file', code: 'input.required' }] })
  return { kind: found, ...file }
}
