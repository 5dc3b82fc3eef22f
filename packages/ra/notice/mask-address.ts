import { maskEmail, maskMobile } from '@certhall/contract/contact/contact-address'
import type { DeliveryChannel } from '@certhall/contract/application/vocabulary'

export const maskAddress = (channel: DeliveryChannel, address: string): string =>
  channel === 'sms' ? maskMobile(address) : maskEmail(address)
