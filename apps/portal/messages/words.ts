/**
 * The shape that one language's file must have to answer to another's: the same keys, all of them text. English may need
 * a singular (`x_one`) where Chinese has only `x_other`.
 */
export type Words<Source> = { readonly [Key in keyof Source]: Source[Key] extends string ? string : Words<Source[Key]> } & {
  readonly [Key in keyof Source as Key extends `${infer Stem}_other` ? `${Stem}_one` : never]?: string
}
