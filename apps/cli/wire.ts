/** What the commands take from the store: the only file of this program that imports it. */
export { isDirectoryLocked, lockDirectory } from '@certhall/store/postgres/directory-lock'
export type { DirectoryLock } from '@certhall/store/postgres/directory-lock'
export { refuseUnsafeSettings } from '@certhall/store/postgres/durability'
export { startEmbeddedPostgres } from '@certhall/store/postgres/embedded'
export type { EmbeddedPostgres } from '@certhall/store/postgres/embedded'
export { chooseRunDirectory } from '@certhall/store/postgres/run-directory'
