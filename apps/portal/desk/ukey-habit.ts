import { browserMemory } from '../ukey/known-installation.ts'

/** Whether somebody works with a UKEY at this desk: only then does the login page look for the client by itself. */
export const usesUkey = (): boolean => browserMemory.get(key) !== null

export const rememberUkey = (): void => browserMemory.set(key, 'yes')

const key = 'certhall.desk-ukey'
