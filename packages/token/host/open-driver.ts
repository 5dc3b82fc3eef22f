import type { TokenDriver } from '../token.ts'
import type { DriverOrder } from './driver-order.ts'

/** Drivers are loaded when they are asked for: native code has no place in a process that does not need it. */
export const openDriver = async (order: DriverOrder): Promise<TokenDriver> => {
  if (order.kind === 'soft') return (await import('../soft/soft-driver.ts')).softDriver({ folder: order.folder })
  if (order.kind === 'pkcs11') return (await import('../pkcs11/pkcs11-driver.ts')).openPkcs11Driver(order)
  const { libraryPath, quirks, ulongOctets } = order
  return (await import('../skf/skf-driver.ts')).skfDriver({ libraryPath, quirks, ulongOctets })
}
