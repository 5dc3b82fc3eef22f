import type { Words } from '../words.ts'
import type zh from '../zh/desk-ukey.ts'

const words: Words<typeof zh> = {
  insert: 'The certificate of this session is not in this browser. Insert the UKEY that holds it.',
  insertOther: 'The UKEY that is in does not hold the certificate of this session. Insert the one you signed in with.',
  login: {
    use: 'Sign in with a UKEY',
    none: 'No staff certificate of this system in a UKEY',
    noneMore: 'Insert your staff UKEY, or enrol a certificate for it with the one-time link that your administrator gave you.',
    next: 'After you press the button, the client opens a window of its own. Check the address there and type the PIN; this page never asks for it.',
    submit: 'Sign in with this UKEY',
    busy: 'Go on in the client’s window…',
  },
  enrol: {
    place: 'Keep certificate and private key in',
    browser: 'This browser',
    browserNote: 'Guarded by a password; works in this browser on this computer alone',
    ukey: 'A UKEY',
    ukeyNote: 'Guarded by a PIN; the private key is made inside and cannot be taken out; needs the client',
    next: 'The client asks for the PIN twice: to make the key, and to write the certificate. Leave the UKEY in and this page open until it is done.',
    submit: 'Make the key in the UKEY and enrol',
    busy: 'Go on in the client’s window…',
    doneTitle: '{name}, your certificate is in the UKEY',
    doneMore: 'Valid until {date}. Insert this UKEY to sign in.',
  },
  sign: {
    next: 'After you press the button, the client opens a window of its own and shows this decision again. Compare each line, then type the PIN.',
    submit: 'Sign with the UKEY and send',
    busy: 'Go on in the client’s window…',
  },
}

export default words
