import { generateKeyPairSync } from 'node:crypto'
import { issuerKeysOf } from '@certhall/ca/ocsp/answer-request'
import type { PublishedAuthority } from '@certhall/ca/ocsp/ports'
import { orThrow } from '@certhall/kernel/app-error'
import { algorithmOf } from '@certhall/pki/algorithm'
import { caConstraints } from '@certhall/pki/certificate/extension'
import { compileTemplate } from '@certhall/pki/certificate/template'
import { encodeName } from '@certhall/pki/name/name'
import { describe, expect, it } from 'vitest'
import { createAuthorities } from './authorities.ts'

const spki = new Uint8Array(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' }))
const nameOf = (text: string): Uint8Array => orThrow(encodeName([{ type: 'CN', value: text }]))

const authority = (authorityId: string, role: PublishedAuthority['role'], hasList = true): PublishedAuthority => {
  const subject = nameOf(authorityId)
  const template = compileTemplate({ issuer: subject, algorithm: algorithmOf('ecdsa-p256'), extensions: [caConstraints(undefined)] })
  const tbs = template.buildTbs({ serial: Uint8Array.of(1), notBeforeMs: 0, notAfterMs: 86_400_000, subject, spki })
  return { authorityId, issuerId: 'root', role, hasList, certificateDer: template.assemble(tbs, new Uint8Array(70)) }
}

describe('authorities', () => {
  it('are unknown before they were read, and answered for from the moment the ledger has them', async () => {
    const ledger = [authority('root', 'root')]
    const authorities = createAuthorities({ authorities: async () => [...ledger] })
    const [key = ''] = issuerKeysOf(nameOf('issuing-ec'), spki)
    expect([authorities.isKnown('root'), authorities.certificate('root')]).toEqual([false, null])
    await authorities.refresh()
    expect([authorities.isKnown('root'), authorities.answering(0), authorities.ofIssuer(key)]).toEqual([true, [], undefined])
    ledger.push(authority('issuing-ec', 'issuing'))
    await authorities.refresh()
    expect([authorities.answering(0), authorities.ofIssuer(key)]).toEqual([['issuing-ec'], 'issuing-ec'])
    expect(authorities.certificate('issuing-ec')?.bytes).toEqual(ledger[1]?.certificateDer)
  })

  it('are answered for until their end, and published after it', async () => {
    const authorities = createAuthorities({ authorities: async () => [authority('issuing-ec', 'issuing')] })
    await authorities.refresh()
    expect([authorities.answering(86_399_000), authorities.answering(86_400_000)]).toEqual([['issuing-ec'], []])
    expect(authorities.isKnown('issuing-ec')).toBe(true)
  })

  it('are not answered for before a signer has published their first list', async () => {
    const ledger = [authority('issuing-ec', 'issuing'), authority('issuing-ec-2', 'issuing', false)]
    const authorities = createAuthorities({ authorities: async () => [...ledger] })
    await authorities.refresh()
    expect(authorities.answering(0)).toEqual(['issuing-ec'])
    ledger[1] = authority('issuing-ec-2', 'issuing')
    await authorities.refresh()
    expect(authorities.answering(0)).toEqual(['issuing-ec', 'issuing-ec-2'])
  })
})
