import type { Words } from '../words.ts'
import type zh from '../zh/help.ts'

const words: Words<typeof zh> = {
  title: 'Help',
  lead: 'Papers, usage guide, service points and our rules.',
  back: 'All help',
  groups: { apply: 'Applying', use: 'Using a certificate', rules: 'Rules and agreements' },
  print: 'Print',
  topics: {
    apply: {
      title: 'How to apply',
      text: `From your papers to the certificate it usually takes the steps below. You can leave at any of them; what you enter is saved by itself.

## 1. Have your papers ready

Which ones depends on the kind of organisation: see [papers you need](/help/documents). The contact’s mobile and e-mail must be able to receive a code while you fill in the form.

## 2. Apply online

1. Open the [home page](/), then Services, Business hall, Apply for a certificate.
2. Read the notice, agree to each document, press Start.
3. Choose certificate type, project and storage type, enter the organisation code (the 18-character unified social credit code works too), and press Look up.
4. Enter organisation, contact and agent, verify e-mail and mobile, upload the papers, press Next.
5. Check the summary and press Submit. The page shows an application number: keep it.

## 3. Review

Our staff compare your papers with the register. If something must be corrected you receive an e-mail and a message, and change only the items that were returned. [Progress](/progress) always shows where the application stands.

## 4. Receive the PASSCODE

After approval the download code (PASSCODE) goes to the mobile or e-mail you verified. The download notice never contains it. Our staff cannot see it and will never ask you for it.

## 5. Download

Open Business hall, Download a certificate, enter the PASSCODE, choose a password for the file, then save and check the file as shown. Afterwards read the [usage guide](/help/usage).

## If you have to leave

- While filling in, press Save and continue later and keep the draft number; with it and a code to your mobile you go on at another computer. Drafts are kept for 30 days.
- If you close the page while downloading, return with the same browser and the same PASSCODE. No second certificate comes of it.

## If you cannot apply online

Print the [blank form](/help/form), fill it in, seal it and bring it to a [service point](/help/service-points), or call customer service.`,
    },
    documents: {
      title: 'Papers you need',
      text: `All papers must be legible and complete and **bear the organisation’s official seal**. Scans and photos are accepted (PDF, JPEG, PNG).

## Enterprises

- Application form, two copies: made for you after the online form, or the [blank form](/help/form)
- Business licence (original or duplicate)
- Organisation code certificate (original or duplicate): not needed when the licence carries the 18-character unified social credit code
- Valid identity document of the handling agent

## Public institutions

- Application form, two copies
- Institution legal-person certificate (original or duplicate)
- Organisation code certificate (original or duplicate): not needed when the certificate carries the 18-character unified social credit code
- Valid identity document of the handling agent

## Sometimes also

- An authorisation signed by the legal representative, when the agent is somebody else
- Some projects have a list of their own; the page shows it when you choose the project

## Before you upload

- All four corners visible, text and seal legible, no glare, nothing covered
- The document has not expired; name and code are those in the form
- No file larger than 10 MB

Some projects want the originals by post. If so, the page after submitting lists the papers, the address and the deadline.`,
    },
    usage: {
      title: 'Certificate usage guide',
      text: `This guide is for software certificates: a file ending in \`.p12\` that holds your certificate, its private key and the chain, protected by the password you chose.

## Three things first

1. **Back it up**: copy the .p12 file to a second safe place, for example an encrypted disk in your organisation’s custody. We do not have your private key; a lost file cannot be restored.
2. **Remember the password**: you chose it and we do not keep it. If it is forgotten, you need a replacement certificate.
3. **Do not pass it on**: whoever has file and password can sign in your organisation’s name. Do not send it by chat or e-mail, and do not keep the password with it.

## Windows

1. Double-click the .p12 file; the import wizard opens. Choose Current User.
2. Enter the file’s password and tick strong private key protection. Do not mark the key as exportable.
3. Let Windows choose the store by the type of certificate, and finish.
4. Edge and Chrome use the system’s certificates: just reopen the browser.

## macOS

1. Double-click the .p12 file; Keychain Access opens. Choose the login keychain.
2. Enter the file’s password. Safari and Chrome use the keychain.

## Firefox

1. Open Settings, Privacy & Security, Certificates, View Certificates, Your Certificates, Import.
2. Choose the .p12 file and enter its password. Firefox keeps its own store: import it on each computer.

## Linux

\`\`\`
pk12util -d sql:$HOME/.pki/nssdb -i certificate.p12
\`\`\`

Chrome and Chromium use this store; for Firefox see above.

## Check it with OpenSSL

Show the content without the private key:

\`\`\`
openssl pkcs12 -in certificate.p12 -info -nokeys
\`\`\`

Take out certificate and chain, and verify:

\`\`\`
openssl pkcs12 -in certificate.p12 -clcerts -nokeys -out cert.pem
openssl pkcs12 -in certificate.p12 -cacerts -nokeys -out chain.pem
openssl verify -x509_strict -CAfile chain.pem cert.pem
\`\`\`

Ask the status service; the answer should be \`good\`. Its address stands in the certificate:

\`\`\`
openssl x509 -in cert.pem -noout -ocsp_uri
openssl ocsp -issuer chain.pem -cert cert.pem -CAfile chain.pem -url the-address-printed-above
\`\`\`

## Change the password

You can change the file’s password yourself; the certificate stays the same:

\`\`\`
openssl pkcs12 -in old.p12 -out temporary.pem
openssl pkcs12 -export -in temporary.pem -out new.p12
\`\`\`

The temporary file contains the private key: delete it at once.

## If the key may have leaked

If somebody else may have the file or its password, stop using it and call customer service at once. The number is at the foot of every page.`,
    },
    ukey: {
      title: 'UKEY guide',
      text: `A UKEY is a USB device: keys are made inside it and cannot be copied out. It needs the **client** and the **driver** of the UKEY; both are in the [download centre](/downloads).

## First use

1. Open Services, Download centre. Save the client on your computer, compare its digest, then run it.
2. Install the driver for your UKEY model and insert the UKEY.
3. At installation the client shows a **phrase**. Remember it: every window of the client shows it. Type no PIN into a window without it.

## Download a certificate to the UKEY

1. Open Business hall, Download a certificate, and choose UKEY as the medium. The page checks this computer; each finding has a remedy. Press Check again afterwards.
2. Enter the PASSCODE and press Download. Check the organisation, choose the UKEY, press Submit.
3. Type the PIN in the **client’s own window**. The factory PIN of a new UKEY is usually 1234; the client asks you to change it to your own first.
4. The key is made inside the UKEY. After the certificate is issued you consent once more; it is written, read back and proven. “Certificate installed and checked” means that you are done.

Pulling the UKEY out, closing the page or losing the network never makes a second certificate: come back with the same PASSCODE and the same UKEY.

## Change the PIN

At any time, on the page [Change the PIN](/hall/ukey/pin), which also shows the tries left.

- No 1234, birthday or telephone number.
- Do not write it on the UKEY, and tell nobody. Our staff never ask for it.

## Wrong PIN, forgotten PIN, locked UKEY

After too many wrong PINs the UKEY locks and cannot be unlocked online. Bring the UKEY, proof of your organisation and the agent’s identity document to a [service point](/help/service-points).

## When the browser asks

Newer browsers ask whether this site may connect to apps on this device. Choose Allow. If you chose Block, change it in the site settings left of the address, or use the client’s window as the page offers.

## Look into it with a command

For models with a PKCS#11 driver, OpenSC shows the certificates in the UKEY:

\`\`\`
pkcs11-tool --module path-of-the-driver --list-objects --type cert
\`\`\`

## Lost or broken

Stop using it and call customer service at once. The number is at the foot of every page.`,
    },
    servicePoints: {
      title: 'Service points',
      lead: 'Apply in person. Bring the originals of your papers and the sealed application form.',
      address: 'Address',
      phone: 'Telephone',
      hours: 'Open',
      empty: 'No service point is open at present. Call customer service.',
      mailTitle: 'Postal address',
    },
    form: {
      title: 'Blank application form',
      lead: 'Print two copies (A4), fill them in, seal them, and bring or send them to us. Online is faster: the hall fills in this form for you.',
      print: 'Print two copies',
    },
    cps: { title: 'Certification practice statement' },
    agreement: { title: 'Subscriber agreement' },
    privacy: { title: 'Privacy notice' },
  },
  rule: { version: 'Version {version}', effective: 'effective {date}', digest: 'SHA-256 digest' },
}

export default words
