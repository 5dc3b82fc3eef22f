/**
 * `notAsked`: this page comes from the computer itself and is never asked, or the browser has no such permission.
 * Chromium split the permission in 145; older versions and Firefox know other names or none.
 */
export type LoopbackPermission = 'granted' | 'prompt' | 'denied' | 'notAsked'

export interface PermissionGround {
  readonly hostname: string
  readonly query: ((name: string) => Promise<PermissionState>) | null
}

export const loopbackPermission = async ({ hostname, query }: PermissionGround): Promise<LoopbackPermission> => {
  if (isLoopback(hostname) || query === null) return 'notAsked'
  for (const name of ['loopback-network', 'local-network-access']) {
    try {
      return await query(name)
    } catch {
      // A name that this browser does not know is a TypeError: try the next.
    }
  }
  return 'notAsked'
}

export const browserGround = (): PermissionGround => ({
  hostname: location.hostname,
  query:
    navigator.permissions === undefined
      ? null
      : async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
})

const isLoopback = (hostname: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
