import type { SeenToken, TokenModelView } from '@certhall/contract/client/messages'

/** Which model the person says a UKEY is, by its serial number: references end with the connection. */
export type ModelChoices = ReadonlyMap<string, string>

interface Seen {
  readonly tokens: readonly SeenToken[]
  readonly models: readonly TokenModelView[]
}

/** Every page shows the UKEY as the model that was chosen. */
export const asChosen = <State extends Seen>(state: State, choices: ModelChoices): State => ({
  ...state,
  tokens: state.tokens.map((token) => {
    const model = state.models.find(({ modelId }) => modelId === choiceFor(token, choices))
    if (model === undefined) return token
    const { modelId, nameZh, nameEn, vendor } = model
    return { ...token, modelId, nameZh, nameEn, vendor, isRecognised: true }
  }),
})

/** Nobody knows yet which one it is: the driver serves several, and the token did not say. */
export const needsModel = ({ isRecognised, modelChoices }: SeenToken): boolean => !isRecognised && modelChoices.length > 1

/** The same message with the person's choice, where there is one: the client takes only what it offered for this UKEY. */
export const withChoice = <Params extends object>(params: Params, tokens: readonly SeenToken[], choices: ModelChoices): Params => {
  const token = tokens.find(({ tokenRef }) => 'tokenRef' in params && tokenRef === params.tokenRef)
  const modelId = token === undefined ? undefined : choiceFor(token, choices)
  return modelId === undefined ? params : { ...params, modelId }
}

/** A choice that the client no longer offers counts for nothing. */
const choiceFor = ({ serialNumber, modelChoices }: SeenToken, choices: ModelChoices): string | undefined => {
  const chosen = choices.get(serialNumber)
  return chosen !== undefined && modelChoices.includes(chosen) ? chosen : undefined
}
