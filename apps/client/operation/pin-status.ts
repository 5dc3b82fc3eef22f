import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import type { OperationContext, OperationDeps } from './operation.ts'

/** Never spends a try. */
export const pinStatus =
  ({ tokens }: OperationDeps) =>
  async ({ refs }: OperationContext, { tokenRef }: ClientParams<'pin.status'>): Promise<ClientResult<'pin.status'>> => ({
    pin: await tokens.pinFacts(refs.tokenIdOf(tokenRef)),
  })
