/** Program of a driver host: started by a client, never by hand. */
import { openDriver } from './open-driver.ts'
import { runDriverHost } from './run-driver-host.ts'

runDriverHost(openDriver)
