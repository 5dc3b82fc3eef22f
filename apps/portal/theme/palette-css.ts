import type { Palette } from './palette.ts'
import { palettes } from './palette.ts'

/** The palette as custom properties: system scheme first, the reader's choice (`data-theme`) above it, print always light. */
export const paletteCss = (): string => {
  const light = properties(palettes.light)
  const dark = properties(palettes.dark)
  return [
    `:root{color-scheme:light;${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${dark}}`,
    `@media print{:root,:root[data-theme],:root:not([data-theme=light]){color-scheme:light;${light}}}`,
  ].join('\n')
}

const properties = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour}`)
    .join(';')
