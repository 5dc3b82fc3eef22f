import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import type { ModelFacts, SeenFacts, TokenModels } from './ports.ts'

export interface SelectedToken {
  readonly facts: SeenFacts
  readonly model: ModelFacts
}

/** The token behind a reference, which has to be in still. */
export const selectToken = async (
  { tokens, models }: OperationDeps,
  context: OperationContext,
  tokenRef: string,
): Promise<SelectedToken> => {
  const tokenId = context.refs.tokenIdOf(tokenRef)
  const facts = (await tokens.list()).find((token) => token.tokenId === tokenId)
  if (facts === undefined) throw refusal('TOKEN_REMOVED')
  return { facts, model: modelOf(models, facts) }
}

/** The best entry of the catalogue; for a token that it does not know, what the token says of itself. */
export const modelOf = (models: TokenModels, facts: SeenFacts): ModelFacts => {
  const [best, ...others] = models.matching(facts)
  const name = `${facts.manufacturer} ${facts.model}`.trim()
  const known = best ?? {
    modelId: 'unknown',
    nameZh: name,
    nameEn: name,
    vendor: facts.manufacturer,
    isSoftware: false,
    initialPins: [],
    pinLength: usualPinLength,
  }
  // Whichever of several models it is: no factory PIN of any of them passes, and software stays marked as such.
  const initialPins = [...new Set([known, ...others].flatMap((model) => model.initialPins))]
  return { ...known, initialPins, isSoftware: known.isSoftware || facts.driver === 'soft' }
}

const usualPinLength = { least: 6, most: 16 } as const
