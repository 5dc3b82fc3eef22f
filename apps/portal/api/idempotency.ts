import { systemRandom } from '@certhall/kernel/random'
import { useState } from 'react'

/** One key for one form: sending twice, by double click or by retry, shows the first answer. Send as `idempotency-key`. */
export const useIdempotencyKey = (): string => useState(() => systemRandom.uuid())[0]
