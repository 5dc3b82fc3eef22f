import type { Plugin } from 'vite'
import { paletteCss } from '../theme/palette-css.ts'

const id = 'virtual:palette.css'

/** Turns the palette into a style sheet at build time: one source, no inline style, colours present before any script. */
export const paletteStyles = (): Plugin => ({
  name: 'certhall-palette',
  resolveId: (source) => (source === id ? id : undefined),
  load: (source) => (source === id ? paletteCss() : undefined),
})
