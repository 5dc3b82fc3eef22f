/** Which installation of the client this browser has met before. */
export interface Remembered {
  readonly get: (key: string) => string | null
  readonly set: (key: string, value: string) => void
  readonly remove: (key: string) => void
}

/** Another key than last time: newly installed, or another program on its port. The person decides, once. */
export const isOtherInstallation = (store: Remembered, installationKeySha256: string): boolean => {
  const known = store.get(key)
  if (known === null) store.set(key, installationKeySha256)
  return known !== null && known !== installationKeySha256
}

export const acceptInstallation = (store: Remembered, installationKeySha256: string): void => store.set(key, installationKeySha256)

const key = 'certhall.client-installation'

/** Some private windows refuse; then nothing is remembered, and nothing else suffers. */
export const browserMemory: Remembered = {
  get: (name) => quietly(() => localStorage.getItem(name)) ?? null,
  set: (name, value) => void quietly(() => localStorage.setItem(name, value)),
  remove: (name) => void quietly(() => localStorage.removeItem(name)),
}

const quietly = <Result>(act: () => Result): Result | undefined => {
  try {
    return act()
  } catch {
    return undefined
  }
}
