import { memoryRegistration } from '@certhall/testkit/memory-registration'
import { webhookSuite } from '@certhall/testkit/webhook-suite'
import { describe, expect, it } from 'vitest'
import { addressKind, checkWebhookUrl, isAllowedAddress } from './webhook-address.ts'

webhookSuite('memory', memoryRegistration)

describe('an address', () => {
  it.each([
    ['0.0.0.0', 'never'],
    ['169.254.169.254', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['192.0.2.1', 'never'],
    ['fe80::1', 'never'],
    ['::', 'never'],
    ['ff02::1', 'never'],
    ['::ffff:10.0.0.1', 'never'],
    ['::ffff:8.8.8.8', 'never'],
    ['64:ff9b::a00:1', 'never'],
    ['2002:a00:1::', 'never'],
    ['2001:0:1::', 'never'],
    ['2001:db8::1', 'never'],
    ['no address', 'never'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['::1', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['172.32.0.1', 'public'],
    ['8.8.8.8', 'public'],
    ['2400:3200::1', 'public'],
  ] as const)('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind)
  })

  const evaluation = { allowsLocalHttp: true, allowsPrivate: false }
  const inside = { allowsLocalHttp: false, allowsPrivate: true }

  it('of this computer is taken over http in evaluation alone, however it is written', () => {
    for (const url of ['http://127.0.0.1:8000/a', 'http://localhost/', 'http://[::1]:1/', 'http://2130706433/']) {
      expect(checkWebhookUrl(url, evaluation)).toMatchObject({ ok: true })
      expect(checkWebhookUrl(url, inside)).toMatchObject({ ok: false })
    }
    expect(checkWebhookUrl('http://10.0.0.1/', evaluation)).toMatchObject({ ok: false })
    expect(checkWebhookUrl('http://localhost.example/', evaluation)).toMatchObject({ ok: false })
  })

  it('of a private network is taken where the operator says so, never a link-local one, and never without TLS', () => {
    const url = new URL('https://receiver.example/')
    expect(isAllowedAddress('10.0.0.1', url, inside)).toBe(true)
    expect(isAllowedAddress('10.0.0.1', url, evaluation)).toBe(false)
    expect(isAllowedAddress('169.254.169.254', url, inside)).toBe(false)
    expect(isAllowedAddress('10.0.0.1', new URL('http://receiver.example/'), inside)).toBe(false)
  })
})
