/** Family of a browser and its system from a User-Agent: enough to know one's own session again, never the raw text. */
export const browserOf = (userAgent: string | undefined): string => {
  const text = (userAgent ?? '').slice(0, 500)
  const nameIn = (table: readonly (readonly [string, RegExp])[]): string | undefined => table.find(([, pattern]) => pattern.test(text))?.[0]
  return [nameIn(families) ?? 'unknown', nameIn(systems)].filter((part) => part !== undefined).join(', ')
}

/** Most particular first: nearly all of them call themselves Chrome and Safari, too. */
const families = [
  ['WeChat', /MicroMessenger/],
  ['360', /360SE|360EE|QIHU/i],
  ['QQ Browser', /QQBrowser/],
  ['UOS Browser', /UOS|UBrowser/],
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Safari\//],
] as const

const systems = [
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux|X11/],
] as const
