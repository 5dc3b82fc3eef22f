import type { ClientResult } from '@certhall/contract/client/messages'
import type { OperationDeps } from './operation.ts'

export const listModels =
  ({ models }: OperationDeps) =>
  async (): Promise<ClientResult<'model.list'>> => ({ models: (await models.all()).slice(0, mostModels).map((model) => ({ ...model })) })

const mostModels = 200
