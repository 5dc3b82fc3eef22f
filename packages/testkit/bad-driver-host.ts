/** A driver host whose token is named after what it does wrong: `node bad-driver-host.ts`, started by hostedDriver. */
import type { PinFacts } from '@certhall/contract/client/messages'
import { runDriverHost } from '@certhall/token/host/run-driver-host'
import type { TokenDriver, TokenFacts, TokenSession } from '@certhall/token/token'

const facts: TokenFacts = {
  tokenId: 'good',
  driver: 'soft',
  manufacturer: 'Bad',
  model: 'Bad',
  label: '',
  serialNumber: 'good',
  algorithms: ['ecdsa-p256'],
  space: { freeOctets: null, totalOctets: null },
}
const pin: PinFacts = { state: 'ok', triesLeft: 3, triesMost: 3, isInitial: false }
const lie = <Value>(value: unknown): Promise<Value> => Promise.resolve(value as Value)
const hang = (): never => {
  for (;;);
}
const crash = (): never => {
  process.kill(process.pid, 'SIGSEGV')
  return hang()
}

const session: TokenSession = {
  generateKey: ({ keyId }) =>
    lie({
      key: { keyId, algorithm: 'ecdsa-p256', spki: new Uint8Array(91), certificate: null },
      facts: { isGeneratedInToken: true, isSensitive: true, isNeverExtractable: true },
    }),
  sign: (keyId) => {
    if (keyId === 'crash') crash()
    return lie(keyId === 'long' ? new Uint8Array(2_000_000) : keyId === 'text' ? 'a signature' : Uint8Array.of(process.pid & 0xff))
  },
  writeCertificates: () => lie('done'),
  removeKey: () => hang(),
  logOut: async () => {},
}

const hugeKey = { keyId: 'a', algorithm: null, spki: new Uint8Array(100_000), certificate: null }

const driver: TokenDriver = {
  list: async () => [facts, { ...facts, tokenId: 'other', driver: 'skf' }],
  pinFacts: async (tokenId) => {
    if (tokenId === 'hang') hang()
    if (tokenId === 'crash') crash()
    if (tokenId === 'exit') process.exit(0)
    return tokenId === 'tries' ? lie({ ...pin, triesLeft: 'many' }) : pin
  },
  keys: (tokenId) => lie(tokenId === 'huge' ? [hugeKey] : { length: -1 }),
  changePin: async () => pin,
  logIn: async (_tokenId, typed) => {
    typed.fill(0)
    return session
  },
  close: async () => {},
}

runDriverHost(async () => driver)
