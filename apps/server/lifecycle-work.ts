/** Work of the certificates' life by the clock, and the messages to the owners of projects that follow from it. */
import type { Clock } from '@certhall/kernel/clock'
import { endOverlaps, type EndOverlapsDeps } from '@certhall/ra/certificate/end-overlaps'
import { expireCertificates, type ExpireCertificatesDeps } from '@certhall/ra/certificate/expire-certificates'
import { remindHolders, type RemindDeps } from '@certhall/ra/certificate/remind-holders'
import type { Ground, Sealer } from '@certhall/ra/ports'
import type { WebhookCarrier } from '@certhall/ra/webhook/ports'
import { sendWebhook, type SendWebhookDeps } from '@certhall/ra/webhook/send-webhook'
import type { Round, Work } from './jobs.ts'

export interface LifecycleDeps extends Ground {
  readonly realClock: Clock
  readonly publicUrl: string
  readonly hotline: string
  readonly sealer: Sealer
  readonly webhookCarrier: WebhookCarrier
  readonly transaction: EndOverlapsDeps['transaction'] &
    ExpireCertificatesDeps['transaction'] &
    RemindDeps['transaction'] &
    SendWebhookDeps['transaction']
}

export interface LifecycleWork {
  readonly jobs: Pick<Work['jobs'], 'send-webhook'>
  readonly rounds: readonly Round[]
}

export const lifecycleWork = (deps: LifecycleDeps): LifecycleWork => {
  const { publicUrl } = deps
  const send = sendWebhook({ ...deps, carrier: deps.webhookCarrier })
  return {
    jobs: { 'send-webhook': ({ messageId }, { isLast }) => send(messageId, isLast) },
    rounds: [
      { name: 'end-overlaps', everyMs: 5_000, run: endOverlaps(deps) },
      { name: 'expire-certificates', everyMs: 5_000, run: expireCertificates(deps) },
      // Seldom: it looks at everything that ends within ninety days, 2.4 s for a million certificates on two busy cores.
      {
        name: 'remind-holders',
        everyMs: 3_600_000,
        run: remindHolders({ ...deps, renewUrl: `${publicUrl}/hall/manage`, downloadUrl: `${publicUrl}/hall/download` }),
      },
    ],
  }
}
