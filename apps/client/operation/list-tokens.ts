import { type ClientResult, seenToken } from '@certhall/contract/client/messages'
import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import type { SeenFacts } from './ports.ts'
import { modelOf } from './select-token.ts'

/** The tokens that are in, without a login. One that lies about itself, or is pulled meanwhile, hides no other. */
export const listTokens =
  (deps: OperationDeps) =>
  async (context: OperationContext): Promise<ClientResult<'token.list'>> => {
    const tokens: ClientResult<'token.list'>['tokens'] = []
    for (const facts of (await deps.tokens.list()).slice(0, mostTokens)) {
      try {
        tokens.push(await viewOf(deps, context, facts))
      } catch (error) {
        deps.log.warn('token left out', { driver: facts.driver, error })
      }
    }
    return { tokens }
  }

const viewOf = async (
  { tokens, models }: OperationDeps,
  { refs }: OperationContext,
  facts: SeenFacts,
): Promise<ClientResult<'token.list'>['tokens'][number]> => {
  const { modelId, nameZh, nameEn, vendor, isSoftware } = modelOf(models, facts)
  const view = seenToken.safeParse({
    tokenRef: refs.refOf(facts.tokenId),
    modelId,
    nameZh,
    nameEn,
    vendor,
    modelChoices: models
      .matching(facts)
      .map((model) => model.modelId)
      .slice(0, 20),
    isRecognised: models.recognises(facts),
    serialNumber: facts.serialNumber,
    label: facts.label,
    algorithms: [...facts.algorithms],
    isSoftware,
    pin: await tokens.pinFacts(facts.tokenId),
    freeOctets: facts.space.freeOctets,
  })
  if (!view.success) throw refusal('TOKEN_FAILED', view.error)
  return view.data
}

const mostTokens = 20
