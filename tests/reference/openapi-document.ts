import { join } from 'node:path'
import { systemClock } from '@certhall/kernel/clock'
import { silentLog } from '@certhall/kernel/log'
import { systemRandom } from '@certhall/kernel/random'
import { buildApp, type Frame, type Rooms } from '../../apps/server/http/app.ts'
import { hallRoutes } from '../../apps/server/hall/routes.ts'
import { downloadRoutes } from '../../apps/server/download-centre/routes.ts'
import { joinIntake } from '../../apps/server/intake.ts'
import { clockRoutes } from '../../apps/server/evaluation/routes.ts'
import { outboxRoutes } from '../../apps/server/notice/routes.ts'
import { joinRegistration } from '../../apps/server/registration.ts'
import { joinSelfService } from '../../apps/server/self-service.ts'

/** The OpenAPI document of the server's own routes and shapes: no route is called, so nothing stands behind them. */
export const openApiDocument = async (): Promise<unknown> => {
  const nothing = untouched()
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, limits: nothing, publicUrl: 'http://127.0.0.1:8460' }
  const registration = joinRegistration({
    ...shared,
    hotline: '',
    approvalDays: 90,
    signer: nothing,
    passcodePepper: nothing,
    carrier: nothing,
    record: nothing,
    auditKey: nothing,
    invariants: nothing,
    sealer: nothing,
    isUkeyModel: nothing,
    transaction: nothing,
  })
  const intake = joinIntake({
    ...shared,
    consents: [],
    reviewWorkingDays: 1,
    progressUrl: '',
    hotline: '',
    unfreezeUrl: '',
    pepper: nothing,
    transaction: nothing,
    messages: nothing,
  })
  const selfService = joinSelfService({
    ...shared,
    certificateLoginUrl: null,
    signer: nothing,
    consents: [],
    reviewWorkingDays: 1,
    progressUrl: '',
    hotline: '',
    unfreezeUrl: '',
    pepper: nothing,
    transaction: nothing,
    messages: nothing,
  })
  const rooms: Rooms = {
    open: [hallRoutes(nothing), downloadRoutes(nothing), ...registration.open, outboxRoutes(nothing), clockRoutes(nothing)],
    hall: [...intake.hall, ...selfService.hall],
    desk: registration.desk,
  }
  const frame: Frame = {
    ...shared,
    clientPorts: [],
    sessions: nothing,
    sessionSecret: 'x'.repeat(64),
    portalDirectory: join(import.meta.dirname, '..', '..', 'apps', 'portal'),
    responderUrl: null,
    tls: null,
    trustProxy: false,
    health: nothing,
    staffOf: async () => null,
    holderOf: nothing,
  }
  const app = await buildApp(frame, rooms)
  try {
    await app.ready()
    return app.swagger()
  } finally {
    await app.close()
  }
}

/** Stands for a dependency that must not be used while routes are only being described. */
const untouched = (): never => {
  const target = (): never => {
    throw new Error('a dependency was used while routes were being described')
  }
  return new Proxy(target, { get: (_target, key) => (key === 'then' ? undefined : untouched()) }) as never
}
