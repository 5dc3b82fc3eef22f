import type { Migrations } from '../../migrator.ts'
import * as registration from './0001-registration.ts'

/** In the order they run; a released one never changes. */
export const registrationMigrations: Migrations = { '0001-registration': registration }
