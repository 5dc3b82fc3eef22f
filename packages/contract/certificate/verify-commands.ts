/** How anybody verifies a kept check with OpenSSL 3, by the names under which the page saves its files; a test runs them. */
export const verifyCommands = {
  text: 'openssl pkeyutl -verify -pubin -inkey check-key.pem -rawin -in check.txt -sigfile check.sig',
  ocsp: 'openssl ocsp -respin check.ocsp -issuer issuer.pem -cert cert.pem -CAfile root.pem -verify_other issuer.pem -no_nonce',
} as const
