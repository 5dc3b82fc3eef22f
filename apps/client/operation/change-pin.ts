import type { ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { changePinByConsent } from './log-in.ts'
import type { OperationContext, OperationDeps } from './operation.ts'
import { selectToken } from './select-token.ts'

export const changePin =
  (deps: OperationDeps) =>
  async (context: OperationContext, params: ClientParams<'pin.change'>): Promise<ClientResult<'pin.change'>> => {
    const token = await selectToken(deps, context, params)
    const wish = { token, operation: 'pin.change', object: null, abandonedKeys: 0, language: params.language } as const
    return { pin: await changePinByConsent(deps, context, wish) }
  }
