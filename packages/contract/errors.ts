/**
 * The closed set of error codes. The family tells who can act: `input` and `auth` the person at the keyboard, `policy`
 * and `state` a colleague or nobody, `missing` whoever holds the right address, `limit` time, `busy` we ourselves soon,
 * `internal` we ourselves with the reference number. Each edge maps every code once by a total table: HTTP status
 * (server), text (portal messages), exit code (cli). The sentence here is for the reference page of integrators.
 */
export const errorCodes = {
  'input.required': 'A required field is missing.',
  'input.malformed': 'The value does not have the form that the field asks for.',
  'input.unknown-field': 'The message contains a field that this operation does not know.',
  'input.unknown-choice': 'The value is not one of those offered.',
  'input.too-long': 'The value is longer than the field allows.',
  'input.too-short': 'The value is shorter than the field asks for.',
  'input.control-character': 'The value contains control, bidirectional or unassigned characters.',
  'input.payload-size': 'The request body is larger than this operation accepts.',
  'input.org-code-length': 'An organisation code has 9 characters, a unified social credit code 18.',
  'input.org-code-alphabet': 'The code contains a character outside its alphabet (GB 11714, GB 32100).',
  'input.org-code-check': 'The check character does not match.',
  'input.org-code-inner-check': 'The outer check character matches, but that of the organisation code inside (characters 9 to 17) does not.',
  'input.org-code-mismatch': 'The unified social credit code does not contain the organisation code that was looked up.',
  'input.resident-id-length': 'A resident identity number has 18 characters.',
  'input.resident-id-check': 'The check character of the identity number does not match.',
  'input.resident-id-date': 'The identity number contains a date that does not exist or lies in the future.',
  'input.resident-id-province': 'The identity number starts with an unknown province code.',
  'input.mobile': 'Not a mainland mobile number of 11 digits.',
  'input.email': 'Not an e-mail address.',
  'input.postcode': 'A postcode has 6 digits.',
  'input.phone': 'Not a telephone number.',
  'input.date-past': 'The date lies in the past.',
  'input.consent-missing': 'Each document must be agreed to.',
  'input.contact-unverified': 'E-mail and mobile must each be proven by a code before submission.',
  'input.document-missing': 'A required paper has not been uploaded.',
  'input.file-type': 'Only PDF, JPEG and PNG files are accepted.',
  'input.file-size': 'The file is larger than the limit.',
  'input.passcode-length': 'A PASSCODE has 20 symbols.',
  'input.passcode-alphabet': 'A symbol is not in the alphabet of PASSCODEs.',
  'input.passcode-typo': 'The check symbol of the PASSCODE does not match: a typing error, not counted as a try.',
  'input.csr-malformed': 'The certification request is not well-formed DER PKCS#10.',
  'input.csr-signature': 'The certification request is not signed by the key it contains.',
  'input.csr-algorithm': 'The certification request uses an algorithm that the profile does not allow.',
  'input.csr-key-weak': 'The public key is weak.',
  'input.csr-key-reused': 'This public key already has a certificate or belongs to another order.',
  'auth.captcha-missing': 'The human check has not been done.',
  'auth.captcha-wrong': 'The human check was not solved.',
  'auth.captcha-used': 'This solution of the human check has been used already.',
  'auth.captcha-expired': 'The human check has expired.',
  'auth.contact-code-wrong': 'The code sent to the contact does not match.',
  'auth.contact-code-expired': 'The code sent to the contact has expired or was used.',
  'auth.session-expired': 'The session has ended. What was entered is kept.',
  'auth.login-required': 'This operation needs a staff login.',
  'auth.login-refused': 'The certificate, its state or its signature does not allow a login.',
  'auth.challenge-expired': 'The login challenge is unknown, used or expired.',
  'auth.signature-wrong': 'The signature does not match the statement and the certificate of this session.',
  'auth.enrolment-refused': 'The enrolment link is unknown, used or expired.',
  'auth.passcode-invalid': 'This PASSCODE is not valid.',
  'auth.origin-refused': 'The request comes from a foreign origin.',
  'policy.role-missing': 'The role for this operation is missing.',
  'policy.own-case': 'Nobody reviews a case that they entered.',
  'policy.same-person': 'Decision and release must come from two different persons.',
  'policy.profile': 'The order does not fit the certificate profile.',
  'policy.algorithm': 'The profile does not allow this key algorithm.',
  'policy.medium': 'The project does not offer this medium.',
  'policy.project-closed': 'The project accepts no applications of this kind.',
  'policy.evidence': 'The order is not covered by a signed decision and a signed release.',
  'policy.last-of-role': 'Without this person the hall could not work: nobody else holds the role, or decision and release would need one person.',
  'state.application-open': 'An application for this organisation, project and certificate type is open.',
  'state.application': 'The application is not in a state that allows this.',
  'state.decided': 'Somebody else has decided this case meanwhile.',
  'state.draft-changed': 'The draft was changed elsewhere meanwhile.',
  'state.draft-expired': 'The draft has expired.',
  'state.not-returned': 'This item was not returned for correction.',
  'state.passcode-expired': 'The PASSCODE has expired.',
  'state.passcode-used': 'The PASSCODE has been used.',
  'state.passcode-voided': 'The PASSCODE has been replaced or voided.',
  'state.passcode-other-key': 'The PASSCODE is bound to another key.',
  'state.release-exists': 'A live PASSCODE exists; sending again needs a reason and voids it.',
  'state.order-doubtful': 'The outcome of a signing order is unknown; its certificate is revoked and a new release is needed.',
  'state.certificate-revoked': 'The certificate has been revoked.',
  'state.conflict': 'The object changed meanwhile.',
  'missing.page': 'There is nothing at this address.',
  'missing.application': 'No such application, or not yours.',
  'missing.draft': 'No such draft, or not yours.',
  'missing.project': 'No such project.',
  'missing.document': 'No such document.',
  'missing.certificate': 'No such certificate.',
  'missing.authority': 'No such certification authority.',
  'missing.person': 'No such person.',
  'limit.requests': 'Too many requests; wait.',
  'limit.codes': 'Too many codes were sent; wait.',
  'limit.documents': 'Too many documents.',
  'busy.database': 'The database does not answer.',
  'busy.storage': 'The disk is full.',
  'busy.signer': 'The signer does not answer; progress is kept.',
  'busy.responder': 'The status service does not answer.',
  'busy.carrier': 'Mail server or SMS gateway does not take messages.',
  'busy.port': 'The port is taken by another program.',
  'busy.data-directory': 'The data directory is in use by another instance.',
  'internal.unexpected': 'Something unexpected happened.',
  'internal.configuration': 'A setting is missing, unknown or wrong.',
  'internal.database-password': 'The database refused the account or its password.',
  'internal.database-unsafe': 'The database does not keep what it acknowledges (fsync, full_page_writes, synchronous_commit).',
  'internal.schema-newer': 'The database was written by a newer version of Certhall.',
  'internal.self-test': 'A known-answer test failed at start.',
  'internal.key-sealed': 'A sealed key could not be opened with the given passphrase.',
  'internal.lint': 'A certificate failed a rule before signing.',
} as const satisfies Record<string, string>

export type ErrorCode = keyof typeof errorCodes

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text)

/** RFC 9457 problem document as every endpoint sends it. */
export interface Problem {
  /** `urn:certhall:error:<code>` */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: Readonly<Record<string, string | number | boolean>>
  readonly issues?: readonly { readonly field: string; readonly code: ErrorCode }[]
  /** Quote this to the operator; the log holds the cause under it. */
  readonly reference: string
}
