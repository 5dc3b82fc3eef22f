/** The one palette. It feeds the CSS custom properties, the Ant theme of the desk and the contrast test. */
export interface Palette {
  readonly layout: string
  readonly container: string
  readonly text: string
  readonly textSecondary: string
  readonly textTertiary: string
  readonly placeholder: string
  /** Edges of fields: an edge that says "type here" needs 3:1 (WCAG 1.4.11). */
  readonly border: string
  /** Decorative lines only; carries no meaning. */
  readonly line: string
  readonly primary: string
  readonly onPrimary: string
  readonly primaryHover: string
  readonly primaryActive: string
  readonly info: string
  readonly infoGround: string
  readonly success: string
  readonly successGround: string
  readonly warning: string
  readonly warningGround: string
  readonly error: string
  readonly errorGround: string
  readonly onError: string
  readonly frozen: string
  readonly frozenGround: string
  readonly neutral: string
  readonly neutralGround: string
  readonly banner: string
  readonly bannerGround: string
}

export type Tone = 'info' | 'success' | 'warning' | 'error' | 'frozen' | 'neutral'
export type Scheme = 'light' | 'dark'

const light: Palette = {
  layout: '#f4f6f9',
  container: '#ffffff',
  text: '#1c2430',
  textSecondary: '#4a5568',
  textTertiary: '#5f6b7c',
  placeholder: '#6b7686',
  border: '#7d8899',
  line: '#d5dbe5',
  primary: '#1a56a8',
  onPrimary: '#ffffff',
  primaryHover: '#2f6bbd',
  primaryActive: '#124080',
  info: '#1a56a8',
  infoGround: '#e8f0fb',
  success: '#17703a',
  successGround: '#e9f6ee',
  warning: '#8a5200',
  warningGround: '#fff4e0',
  error: '#b3261e',
  errorGround: '#fdeceb',
  onError: '#ffffff',
  frozen: '#0b6580',
  frozenGround: '#e4f3f8',
  neutral: '#4a5568',
  neutralGround: '#eef1f5',
  banner: '#3d2a00',
  bannerGround: '#ffe08a',
}

const dark: Palette = {
  layout: '#151a21',
  container: '#1d232c',
  text: '#e6eaf0',
  textSecondary: '#b3bcc9',
  textTertiary: '#93a0b1',
  placeholder: '#8996a8',
  border: '#6d7a8c',
  line: '#333c48',
  primary: '#7fb0f5',
  onPrimary: '#0d1a2b',
  primaryHover: '#9cc3f8',
  primaryActive: '#6a9fe8',
  info: '#7fb0f5',
  infoGround: '#182538',
  success: '#6cc98a',
  successGround: '#16281d',
  warning: '#f0b75a',
  warningGround: '#2c2213',
  error: '#ff9a91',
  errorGround: '#301917',
  onError: '#301917',
  frozen: '#7cc9e0',
  frozenGround: '#12272e',
  neutral: '#b3bcc9',
  neutralGround: '#262d38',
  banner: '#ffe08a',
  bannerGround: '#3d2a00',
}

export const palettes: Readonly<Record<Scheme, Palette>> = { light, dark }

/** Every pair that appears on a screen, with the ratio WCAG 2.2 asks for (1.4.3: 4.5 for text, 1.4.11: 3 for edges). */
export const pairs: readonly (readonly [front: keyof Palette, ground: keyof Palette, least: number])[] = [
  ['text', 'container', 7],
  ['text', 'layout', 7],
  ['textSecondary', 'container', 4.5],
  ['textSecondary', 'layout', 4.5],
  ['textTertiary', 'container', 4.5],
  ['textTertiary', 'layout', 4.5],
  ['placeholder', 'container', 4.5],
  ['border', 'container', 3],
  ['border', 'layout', 3],
  ['primary', 'container', 4.5],
  ['primary', 'layout', 4.5],
  ['onPrimary', 'primary', 4.5],
  ['onPrimary', 'primaryHover', 4.5],
  ['onPrimary', 'primaryActive', 4.5],
  ['onError', 'error', 4.5],
  ['error', 'container', 4.5],
  ['error', 'layout', 4.5],
  ['success', 'container', 4.5],
  ['warning', 'container', 4.5],
  ['frozen', 'container', 4.5],
  ['info', 'infoGround', 4.5],
  ['success', 'successGround', 4.5],
  ['warning', 'warningGround', 4.5],
  ['error', 'errorGround', 4.5],
  ['frozen', 'frozenGround', 4.5],
  ['neutral', 'neutralGround', 4.5],
  ['text', 'infoGround', 4.5],
  ['text', 'successGround', 4.5],
  ['text', 'warningGround', 4.5],
  ['text', 'errorGround', 4.5],
  ['text', 'frozenGround', 4.5],
  ['text', 'neutralGround', 4.5],
  ['textSecondary', 'neutralGround', 4.5],
  ['primary', 'infoGround', 4.5],
  ['primary', 'neutralGround', 4.5],
  ['primary', 'warningGround', 4.5],
  ['primary', 'errorGround', 4.5],
  ['primary', 'successGround', 4.5],
  ['banner', 'bannerGround', 7],
]
