/** Whose signature a catalogue is taken from (docs/runbooks/token-catalogue.md). */
export interface CatalogueKey {
  readonly purpose: 'development' | 'release'
  /** Ed25519, SPKI, base64. */
  readonly publicKey: string
}

/** The owner of an installation's packages puts the release key here and takes the development key out. */
export const catalogueKeys: readonly CatalogueKey[] = Object.freeze([
  { purpose: 'development', publicKey: 'MCowBQYDK2VwAyEAckNPp7LzYKezjO9XtZv8Yb683qpNDL910bkZkLtjk08=' },
])
