import type { TokenQuirks } from '../quirks.ts'

/** Which driver a host opens, and on what. Library paths come from the catalogue or from the machine's owner, never from a page. */
export type DriverOrder = SoftOrder | Pkcs11Order | SkfOrder

export interface SoftOrder {
  readonly kind: 'soft'
  readonly folder: string
}

export interface Pkcs11Order {
  readonly kind: 'pkcs11'
  readonly libraryPath: string
  readonly quirks: TokenQuirks
}

export interface SkfOrder {
  readonly kind: 'skf'
  readonly libraryPath: string
  readonly quirks: TokenQuirks
  /** Octets of ULONG in this library; null leaves it to the driver to find out. */
  readonly ulongOctets: 4 | 8 | null
}
