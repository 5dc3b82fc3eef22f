import { type ThemeConfig, theme } from 'antd'
import { type Palette, palettes, type Scheme } from './palette.ts'

/**
 * Ant's theme for the desk. Our colours come last in the list of algorithms: Ant's own would recompute them from seeds
 * into pairs that cannot be read (see the palette's contrast test).
 */
export const antTheme = (scheme: Scheme): ThemeConfig => {
  const palette = palettes[scheme]
  return {
    algorithm: [
      scheme === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
      (_seed, map) => ({ ...(map ?? emptyMap), ...pinned(palette) }),
    ],
    token: {
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 10,
      controlHeight: 32,
      fontFamily: 'inherit',
      fontFamilyCode: "ui-monospace, Consolas, 'DejaVu Sans Mono', monospace",
      fontWeightStrong: 600,
      colorTextPlaceholder: palette.placeholder,
      colorTextDescription: palette.textTertiary,
      colorTextLightSolid: palette.onPrimary,
      colorTextDisabled: palette.textTertiary,
      colorIcon: palette.textTertiary,
      colorSplit: palette.line,
      controlOutline: palette.primary,
    },
    components: {
      Button: { primaryColor: palette.onPrimary, dangerColor: palette.onError, defaultBorderColor: palette.border },
      Table: { headerBg: palette.neutralGround, headerColor: palette.text, rowHoverBg: palette.infoGround, borderColor: palette.line },
      Tag: { defaultBg: palette.neutralGround, defaultColor: palette.neutral },
    },
  }
}

const emptyMap = theme.getDesignToken()

const pinned = (palette: Palette) => ({
  colorPrimary: palette.primary,
  colorPrimaryHover: palette.primaryHover,
  colorPrimaryActive: palette.primaryActive,
  colorPrimaryBg: palette.infoGround,
  colorPrimaryBgHover: palette.infoGround,
  colorPrimaryBorder: palette.primary,
  colorPrimaryBorderHover: palette.primaryHover,
  colorPrimaryText: palette.primary,
  colorPrimaryTextHover: palette.primaryHover,
  colorPrimaryTextActive: palette.primaryActive,
  colorLink: palette.primary,
  colorLinkHover: palette.primaryHover,
  colorLinkActive: palette.primaryActive,
  ...tone('Info', palette.info, palette.infoGround),
  ...tone('Success', palette.success, palette.successGround),
  ...tone('Warning', palette.warning, palette.warningGround),
  ...tone('Error', palette.error, palette.errorGround),
  colorText: palette.text,
  colorTextSecondary: palette.textSecondary,
  colorTextTertiary: palette.textTertiary,
  colorTextQuaternary: palette.textTertiary,
  colorBgLayout: palette.layout,
  colorBgContainer: palette.container,
  colorBgElevated: palette.container,
  colorBgSpotlight: palette.text,
  colorBorder: palette.border,
  colorBorderSecondary: palette.line,
  colorFill: palette.neutralGround,
  colorFillSecondary: palette.neutralGround,
  colorFillTertiary: palette.neutralGround,
  colorFillQuaternary: palette.neutralGround,
})

const tone = <Name extends string>(name: Name, colour: string, ground: string) =>
  Object.fromEntries(
    [
      ['', colour],
      ['Hover', colour],
      ['Active', colour],
      ['Border', colour],
      ['BorderHover', colour],
      ['Text', colour],
      ['TextHover', colour],
      ['TextActive', colour],
      ['Bg', ground],
      ['BgHover', ground],
    ].map(([part, value]) => [`color${name}${part}`, value]),
  )
