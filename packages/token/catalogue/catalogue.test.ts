import { generateKeyPairSync, sign } from 'node:crypto'
import { orThrow } from '@certhall/kernel/app-error'
import { utf8 } from '@certhall/kernel/bytes'
import { describe, expect, it } from 'vitest'
import { softPinOctets } from '../soft/soft-driver.ts'
import { softAlgorithms } from '../soft/soft-key.ts'
import { openCatalogue, type SignedCatalogue, shippedCatalogue, systemNameOf } from './catalogue.ts'
import { matchModels } from './match-models.ts'

const pair = generateKeyPairSync('ed25519')
const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const signed = (text: string): SignedCatalogue => ({
  octets: utf8(text),
  signature: sign(null, utf8(text), pair.privateKey).toString('base64'),
})
const shipped = orThrow(openCatalogue(shippedCatalogue()))
const codeOf = (catalogue: SignedCatalogue, keys = [publicKey]): string => {
  const opened = openCatalogue(catalogue, keys)
  return opened.ok ? 'taken' : opened.code
}
const [first] = shipped.models

describe('the catalogue', () => {
  it('is refused when one octet of it or of its signature is another, or the key is', () => {
    const { octets, signature } = shippedCatalogue()
    const bent = octets.slice()
    bent[100] = (bent[100] ?? 0) ^ 1
    expect(openCatalogue({ octets: bent, signature })).toMatchObject({ code: 'catalogue-signature' })
    const other = signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))
    expect(openCatalogue({ octets, signature: other })).toMatchObject({ code: 'catalogue-signature' })
    expect(openCatalogue({ octets, signature: 'no base64' })).toMatchObject({ code: 'catalogue-signature' })
    expect(codeOf({ octets, signature })).toBe('catalogue-signature')
    expect(codeOf({ octets, signature }, [])).toBe('catalogue-signature')
  })

  it('is refused with a field nobody knows, a relative path, or a model twice, however well signed', () => {
    const with_ = (change: object): string => JSON.stringify({ ...shipped, models: [{ ...first, ...change }] })
    expect(codeOf(signed(with_({})))).toBe('taken')
    expect(codeOf(signed(with_({ comand: 'rm' })))).toBe('catalogue-malformed')
    expect(codeOf(signed(with_({ libraries: [{ systems: ['linux-x64'], path: 'lib.so' }] })))).toBe('catalogue-malformed')
    expect(codeOf(signed(JSON.stringify({ ...shipped, models: [first, first] })))).toBe('catalogue-malformed')
    expect(codeOf(signed('{'))).toBe('catalogue-malformed')
  })

  it('knows the keys of the trade, and says of each what was tested and what only described', () => {
    expect(shipped.models.map(({ modelId }) => modelId)).toEqual([
      'certhall-software-ukey',
      'softhsm-2',
      'feitian-epass2003',
      'feitian-epass3003',
      'longmai-mtoken-gm3000',
      'longmai-mtoken-k5',
      'haitai-ukey',
      'watchdata-proxkey',
      'bjca-ukey',
      'cfca-ukey',
      'yubikey-piv',
      'opensc-card',
    ])
    const tested = shipped.models.filter(({ evidence }) => evidence.kind === 'tested')
    expect(tested.map(({ modelId }) => modelId)).toEqual(['certhall-software-ukey', 'softhsm-2'])
  })

  it('says of the software UKEY what its driver does', () => {
    expect(first).toMatchObject({ algorithms: softAlgorithms, quirks: { pinOctets: softPinOctets, initialPins: ['1234'] } })
  })

  it('has a word for the systems that are built for, and none for others', () => {
    const systems = [
      ['linux', 'x64'],
      ['win32', 'x64'],
      ['darwin', 'arm64'],
      ['sunos', 'x64'],
    ] as const
    expect(systems.map(([platform, arch]) => systemNameOf(platform, arch))).toEqual(['linux-x64', 'windows-x64', 'macos-arm64', undefined])
  })
})

describe('a model', () => {
  const facts = { driver: 'pkcs11', manufacturer: '', model: '', label: '' } as const
  const idsOf = (seen: Parameters<typeof matchModels>[1]): readonly string[] => matchModels(shipped, seen).map(({ modelId }) => modelId)

  it.each([
    ['SoftHSM project', 'SoftHSM v2', ['softhsm-2']],
    ['Yubico (www.yubico.com)', 'YubiKey YK5', ['yubikey-piv']],
    ['EnterSafe', 'ePass2003', ['feitian-epass2003']],
    ['Some maker', 'PKCS#15 emulated', ['opensc-card']],
    ['Longmai', 'PKCS#15', ['longmai-mtoken-k5', 'opensc-card']],
    ['SoftHSM project', 'SoftHSM v3', []],
    ['', '', []],
  ])('of %s, %s is recognised as %j', (manufacturer, model, ids) => {
    expect(idsOf({ ...facts, manufacturer, model })).toEqual(ids)
  })

  it('is recognised by its ATR and by its place on the bus, where they are known', () => {
    expect(idsOf({ ...facts, atr: '3BFD1300008131FE158073C021C057597562694B657940' })).toEqual(['yubikey-piv'])
    expect(idsOf({ ...facts, atr: 'zz' })).toEqual([])
    expect(idsOf({ ...facts, driver: 'skf', usb: { vendor: '055c', product: 'db08' } })).toEqual(['longmai-mtoken-gm3000'])
  })

  it('of another kind of driver does not fit', () => {
    expect(idsOf({ ...facts, driver: 'skf', manufacturer: 'SoftHSM project', model: 'SoftHSM v2' })).toEqual([])
  })

  it('is not found by a costly pattern: a star is a star', () => {
    const pattern = `${'*a'.repeat(30)}*b`
    const [, softHsm] = shipped.models
    if (softHsm === undefined) throw new Error('no SoftHSM')
    const catalogue = { ...shipped, models: [{ ...softHsm, match: { ...softHsm.match, pkcs11: [{ manufacturer: pattern, model: '*' }] } }] }
    expect(matchModels(catalogue, { ...facts, manufacturer: 'a'.repeat(5_000) })).toEqual([])
  })
})
