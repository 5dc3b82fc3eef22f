import type { ClientSystem } from '@certhall/contract/download-centre/api'

/** What the visitor's computer says of itself, or null: phones and the unknown. A Mac does not tell its processor; newer ones are Apple's. */
export const visitorSystem = (userAgent: string): ClientSystem | null => {
  if (/Android|iPhone|iPad|Mobile/.test(userAgent)) return null
  if (userAgent.includes('Windows')) return /\bARM64\b/i.test(userAgent) ? 'windows-arm64' : 'windows-x64'
  if (userAgent.includes('Mac OS X')) return 'macos-arm64'
  if (userAgent.includes('Linux')) return /aarch64|arm64/i.test(userAgent) ? 'linux-arm64' : 'linux-x64'
  return null
}

/** Kilobytes of 1024, as file managers show them. */
export const sizeText = (octets: number): string => {
  const units = ['B', 'KB', 'MB', 'GB']
  let value = octets
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`
}
