/** A hierarchy of three, built with nothing but pki and node:crypto, for the outside judges. */
import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { generateKey, signatures } from '@certhall/ca/key/signatures'
import { orThrow } from '@certhall/kernel/app-error'
import { type Algorithm, type AlgorithmName, algorithmOf } from '@certhall/pki/algorithm'
import { systemClock } from '@certhall/kernel/clock'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  caConstraints,
  certificatePolicies,
  crlDistributionPoints,
  extKeyUsage,
  identityCode,
  keyUsage,
  ocspNoCheck,
  personalIdentity,
  subjectAltName,
} from '@certhall/pki/certificate/extension'
import { identityOid } from '@certhall/pki/certificate/extension-oids'
import { buildSerial } from '@certhall/pki/certificate/serial'
import { assembleCertificate, compileTemplate, type TemplateExtension } from '@certhall/pki/certificate/template'
import { keyIdentifierOf, type VerifySignature } from '@certhall/pki/key/public-key'
import { encodeName, type Name } from '@certhall/pki/name/name'

export interface Party {
  readonly algorithm: Algorithm
  readonly privateKey: KeyObject
  readonly spki: Uint8Array
  readonly keyIdentifier: Uint8Array
  readonly subject: Uint8Array
  readonly certificate: Uint8Array
}

export const nodeVerify: VerifySignature = ({ algorithm, spki }, signed, signature) =>
  signatures.verify({ algorithm, spki, key: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }) }, signed, signature)

export const signAs = ({ algorithm, privateKey, spki }: Party, octets: Uint8Array): Uint8Array =>
  new Uint8Array(signatures.sign({ algorithm, spki, key: privateKey }, octets))

export interface Hierarchy {
  readonly root: Party
  readonly issuing: Party
  readonly holder: Party
  readonly responder: Party
}

export const dayMs = 86_400_000
/** Ten days ago, whole seconds: most judges know no time but now. */
export const startMs = Math.floor(systemClock.nowMs() / 1000) * 1000 - 10 * dayMs

export const hierarchyOf = (name: AlgorithmName): Hierarchy => {
  const root = issue(
    undefined,
    name,
    [
      { type: 'C', value: 'CN' },
      { type: 'O', value: '天地证书' },
      { type: 'CN', value: '天地根' },
    ],
    30,
    ['subjectKeyIdentifier', caConstraints(undefined), keyUsage(['keyCertSign', 'cRLSign'])],
  )
  const issuing = issue(
    root,
    name,
    [
      { type: 'C', value: 'CN' },
      { type: 'O', value: '天地证书' },
      { type: 'CN', value: 'Issuing CA 1' },
    ],
    15,
    [
      authorityKeyIdentifier(root.keyIdentifier),
      'subjectKeyIdentifier',
      caConstraints(0),
      keyUsage(['keyCertSign', 'cRLSign']),
      certificatePolicies([{ oid: '1.3.6.1.4.1.99999.1.1' }]),
    ],
  )
  const holder = issue(issuing, name, holderName, 2, [
    authorityKeyIdentifier(issuing.keyIdentifier),
    'subjectKeyIdentifier',
    keyUsage(['digitalSignature', 'nonRepudiation']),
    extKeyUsage(['clientAuth', 'emailProtection']),
    certificatePolicies([{ oid: '1.3.6.1.4.1.99999.1.1', cpsUri: 'http://ca.example.cn/cps' }]),
    crlDistributionPoints(['http://ca.example.cn/crl/1.crl']),
    authorityInfoAccess(['http://ca.example.cn/ocsp'], ['http://ca.example.cn/ca/1.cer']),
    subjectAltName([
      { kind: 'email', value: 'zhang.san@example.cn' },
      { kind: 'dns', value: 'www.example.cn' },
    ]),
    identityCode(identityOid.organizationCode, '91350100M000100Y43'),
    personalIdentity({ kind: 'residentId', value: '11010519491231002X' }),
  ])
  const responder = issue(issuing, name, [{ type: 'CN', value: 'OCSP 1' }], 1, [
    authorityKeyIdentifier(issuing.keyIdentifier),
    'subjectKeyIdentifier',
    keyUsage(['digitalSignature']),
    extKeyUsage(['ocspSigning']),
    ocspNoCheck(),
  ])
  return { root, issuing, holder, responder }
}

const holderName: Name = [
  { type: 'C', value: 'CN' },
  { type: 'ST', value: '广东省' },
  { type: 'L', value: '广州市' },
  { type: 'O', value: '天地科技有限公司' },
  { type: 'OU', value: '研发部' },
  { type: 'serialNumber', value: '00000019-0' },
  { type: 'CN', value: '张三' },
]

/** Self-signed without issuer. */
const issue = (
  issuer: Party | undefined,
  name: AlgorithmName,
  subjectName: Name,
  years: number,
  extensions: readonly TemplateExtension[],
): Party => {
  const algorithm = algorithmOf(name)
  const { privateKey, spki } = generateKey(algorithm)
  const subject = orThrow(encodeName(subjectName))
  const template = compileTemplate({ issuer: issuer?.subject ?? subject, algorithm: issuer?.algorithm ?? algorithm, extensions })
  const notAfterMs = startMs + years * 365 * dayMs
  const tbs = template.buildTbs({ serial: buildSerial(1, notAfterMs, randomBytes(16)), notBeforeMs: startMs, notAfterMs, subject, spki })
  const party = { algorithm, privateKey, spki, subject, keyIdentifier: keyIdentifierOf(spki), certificate: tbs }
  return { ...party, certificate: assembleCertificate(template.algorithm, tbs, signAs(issuer ?? party, tbs)) }
}
