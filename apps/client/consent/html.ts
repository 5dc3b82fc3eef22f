/** HTML that cannot be broken by its values: the tag escapes whatever is put in, except other HTML. */
export interface Html {
  readonly html: string
}

export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html => ({
  html: strings.map((text, index) => text + (index < values.length ? textOf(values[index]) : '')).join(''),
})

export type HtmlValue = string | number | Html | readonly Html[] | null | undefined

const textOf = (value: HtmlValue): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}

const escaped = (text: string): string => text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`)
