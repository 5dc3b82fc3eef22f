import { type OperationContext, type OperationDeps, refusal } from './operation.ts'
import type { ModelFacts, SeenFacts, TokenModels } from './ports.ts'

export interface SelectedToken {
  readonly facts: SeenFacts
  readonly model: ModelFacts
}

/** How a page names a token, and the model that the person says it is. */
export interface TokenChoice {
  readonly tokenRef: string
  readonly modelId?: string | undefined
}

/** The token behind a reference, which has to be in still. */
export const selectToken = async (
  { tokens, models }: OperationDeps,
  context: OperationContext,
  { tokenRef, modelId }: TokenChoice,
): Promise<SelectedToken> => {
  const tokenId = context.refs.tokenIdOf(tokenRef)
  const facts = (await tokens.list()).find((token) => token.tokenId === tokenId)
  if (facts === undefined) throw refusal('TOKEN_REMOVED')
  return { facts, model: modelOf(models, facts, modelId) }
}

/**
 * The entry of the catalogue that the person chose among those that match, else the best; for a token that the catalogue
 * does not know, what the token says of itself. A page can name what was offered for this token and nothing else.
 */
export const modelOf = (models: TokenModels, facts: SeenFacts, chosen?: string): ModelFacts => {
  const matching = models.matching(facts)
  if (chosen !== undefined && !matching.some(({ modelId }) => modelId === chosen)) throw refusal('BAD_REQUEST')
  const [best, ...others] = matching.toSorted((left, right) => Number(right.modelId === chosen) - Number(left.modelId === chosen))
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
