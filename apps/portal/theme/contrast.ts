/** Contrast ratio of two `#rrggbb` colours by WCAG 2.2, "relative luminance". */
export const contrastRatio = (front: string, ground: string): number => {
  const [brighter, darker] = [luminance(front), luminance(ground)].sort((left, right) => right - left) as [number, number]
  return (brighter + 0.05) / (darker + 0.05)
}

const luminance = (colour: string): number => {
  const channel = (offset: number): number => {
    const value = Number.parseInt(colour.slice(offset, offset + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
