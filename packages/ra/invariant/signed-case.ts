import { applicationSnapshot, type ApplicationSnapshot } from '@certhall/contract/application/snapshot'
import { passcodeRelease, reviewDecision } from '@certhall/contract/statement/statements'
import { fromBase64 } from '@certhall/kernel/bytes'
import { parseCertificate } from '@certhall/pki/certificate/certificate'
import { nameValue } from '@certhall/pki/name/parse-name'
import { sha256Hex } from '../digest.ts'
import { isSignedBy, readStatement } from '../staff/signed-statement.ts'
import type { KeptCertificate, KeptStatement, SignedCase } from './ports.ts'

/** I05: from the snapshot over both signatures to the certificate, every step by its digest. Gives what does not fit. */
export const contradictionsOf = (signedCase: SignedCase): readonly string[] => {
  const { applicationNo, snapshot, snapshotSha256, decision, releases, certificates } = signedCase
  const approved = readStatement(applicationSnapshot, snapshot)
  if (!approved.ok || approved.value.applicationNo !== applicationNo || sha256Hex(snapshot) !== snapshotSha256) return [applicationNo]
  if (decision === null || !isDecisionFor(signedCase, decision)) return [applicationNo]
  return [
    ...releases
      .filter((release) => release.decisionSha256 !== decision.textSha256 || !isReleaseFor(signedCase, release))
      .map(({ releaseId }) => releaseId),
    ...certificates.filter((certificate) => !isOf(approved.value, certificate)).map(({ serialNumber }) => serialNumber),
  ]
}

const isDecisionFor = ({ applicationNo, snapshotSha256 }: SignedCase, kept: KeptStatement): boolean => {
  const statement = readStatement(reviewDecision, kept.text)
  return (
    isKept(kept) &&
    statement.ok &&
    statement.value.decision === 'approve' &&
    statement.value.applicationNo === applicationNo &&
    statement.value.snapshotSha256 === snapshotSha256
  )
}

const isReleaseFor = (
  { applicationNo, snapshotSha256 }: SignedCase,
  kept: KeptStatement & { readonly decisionSha256: string },
): boolean => {
  const statement = readStatement(passcodeRelease, kept.text)
  if (!isKept(kept) || !statement.ok) return false
  return (
    statement.value.applicationNo === applicationNo &&
    statement.value.snapshotSha256 === snapshotSha256 &&
    statement.value.decisionSha256 === kept.decisionSha256
  )
}

const isKept = ({ text, textSha256, certificate, signature }: KeptStatement): boolean =>
  sha256Hex(text) === textSha256 && isSignedBy(fromBase64(certificate), text, signature)

/** Profile and key usage are the signer's lints; subject, key and length of life can be seen from here. */
const isOf = ({ subject, validityDays }: ApplicationSnapshot, { serialNumber, spkiSha256, der }: KeptCertificate): boolean => {
  try {
    const certificate = parseCertificate(der)
    const values = {
      C: subject.country,
      ST: subject.province,
      L: subject.city,
      O: subject.organization,
      OU: subject.organizationalUnit ?? undefined,
      CN: subject.commonName,
    }
    const hasSubject = Object.entries(values).every(
      ([type, value]) => nameValue(certificate.subject, type as keyof typeof values) === value,
    )
    const lifeMs = certificate.notAfterMs - certificate.notBeforeMs + 1000
    return (
      hasSubject &&
      lifeMs <= validityDays * dayMs &&
      sha256Hex(certificate.spki) === spkiSha256 &&
      Buffer.from(certificate.serial).toString('hex') === serialNumber
    )
  } catch {
    // What cannot even be read is not what was approved.
    return false
  }
}

const dayMs = 86_400_000
