import type { Words } from '../words.ts'
import type zh from '../zh/ukey.ts'

const words: Words<typeof zh> = {
  faults: {
    CLIENT_ABSENT: { title: 'The client was not found.', remedy: 'Install and start the client, then press Check again.' },
    CLIENT_LOST: {
      title: 'The connection to the client has ended.',
      remedy: 'Make sure that the client is running. Finished steps are kept; go on with the same PASSCODE and the same UKEY.',
    },
    CLIENT_UNPROVEN: {
      title: 'The program that answered cannot prove that it is the client.',
      remedy: 'Do not type a PIN. Close programs you do not know and install the client again; if that does not help, call us.',
    },
    LOOPBACK_DENIED: {
      title: 'The browser keeps this page from the client on this computer.',
      remedy: 'Allow access to apps on this device in the site settings left of the address, or use the client’s window instead.',
    },
    POPUP_BLOCKED: {
      title: 'The browser blocked the client’s window.',
      remedy: 'Press Open the client’s window, or allow windows for this site.',
    },
    OTHER_TOKEN: {
      title: 'This is not the UKEY you used before.',
      remedy:
        'The key of this download is in another UKEY. Insert that one to continue; if it is lost or broken, call us, or give this certificate up so that staff release it again.',
    },
    ANSWER_MALFORMED: {
      title: 'The answer of the client cannot be read.',
      remedy: 'Install the newest client from the download centre and try again.',
    },
    NO_TOKEN: { title: 'No UKEY found.', remedy: 'Insert the UKEY; the page looks again by itself.' },
    TOKEN_REMOVED: {
      title: 'The UKEY was pulled out during the operation.',
      remedy: 'Insert the same UKEY and continue; there will be no second certificate.',
    },
    TOKEN_FULL: {
      title: 'The UKEY is full.',
      remedy:
        'The PASSCODE is not used up. Remove certificates you no longer use with the tool of the UKEY’s vendor and try again; if no key has been made yet, you can also take another UKEY.',
    },
    TOKEN_FAILED: {
      title: 'The UKEY did not answer properly.',
      remedy: 'Pull it out, insert it again and retry; another USB socket often helps.',
    },
    DRIVER_MISSING: {
      title: 'The driver of this UKEY is not installed.',
      remedy: 'Install it from the download centre by model, then press Check again.',
    },
    DRIVER_CRASHED: {
      title: 'The driver of the UKEY stopped unexpectedly.',
      remedy: 'The client has started it again; retry. If it happens again, update the driver.',
    },
    DRIVER_TIMEOUT: {
      title: 'The driver of the UKEY does not answer.',
      remedy: 'Pull the UKEY out, insert it again and retry; if it happens again, update the driver.',
    },
    ALGORITHM_UNSUPPORTED: {
      title: 'This UKEY does not support the key algorithm of the certificate.',
      remedy: 'Use a model that does, or ask us to change the application.',
    },
    PIN_INCORRECT: { title: 'Wrong PIN', remedy: 'Type it again in the client’s window. When no tries are left, the UKEY locks.' },
    PIN_LOCKED: {
      title: 'The UKEY is locked.',
      remedy: 'Do not try again. Bring the UKEY and proof of your organisation to a service point, or call us.',
    },
    PIN_POLICY: { title: 'The new PIN does not meet the rules.', remedy: 'Follow the advice in the client’s window.' },
    INITIAL_PIN_MUST_CHANGE: {
      title: 'The factory PIN must be changed first.',
      remedy: 'Choose a new PIN in the client’s window, then continue.',
    },
    KEY_NOT_FOUND: { title: 'The UKEY does not hold this key.', remedy: 'Insert the UKEY you used then; if the key was deleted, call us.' },
    KEY_EXPORTABLE: {
      title: 'This UKEY cannot promise that keys stay inside.',
      remedy: 'The key was destroyed for safety. Take another UKEY and call us.',
    },
    BAD_REQUEST: {
      title: 'The client does not accept this request.',
      remedy: 'Install the newest client from the download centre and reload this page.',
    },
    UNKNOWN_METHOD: { title: 'This version of the client cannot do that.', remedy: 'Update the client from the download centre.' },
    BUSY: {
      title: 'The client is busy with another operation.',
      remedy: 'Finish or cancel the operation in the other window, then try again.',
    },
    ORIGIN_DENIED: {
      title: 'The client on this computer was not installed for this hall.',
      remedy: 'Install the client from the download centre of this hall.',
    },
    VERSION: { title: 'The client does not fit this hall.', remedy: 'Update the client from the download centre and try again.' },
    USER_CANCELLED: { title: 'Cancelled.', remedy: 'Finished steps are kept; you can start again.' },
    CONSENT_TIMEOUT: {
      title: 'The client’s window waited too long.',
      remedy: 'Start again and type the PIN in the client’s window within two minutes.',
    },
    LAST_TRY_REFUSED: {
      title: 'You did not use the last try.',
      remedy: 'One wrong PIN more locks the UKEY. Continue when you are sure of the PIN.',
    },
    CERTIFICATE_KEY_MISMATCH: {
      title: 'The certificate does not belong to the key in this UKEY.',
      remedy: 'Insert the UKEY you used then; if that does not help, call us.',
    },
    CHAIN_INVALID: {
      title: 'The certificate does not come from an authority that the client knows.',
      remedy: 'Do not continue, and call us.',
    },
    BAD_NONCE: { title: 'The request of this page has expired.', remedy: 'Reload the page and try again.' },
    INTERNAL: {
      title: 'The client has a problem.',
      remedy: 'Restart the client and try again; if that does not help, call us and have the client’s diagnosis at hand.',
    },
  },
  triesAfter_one: ', {count} try left.',
  triesAfter_other: ', {count} tries left.',
  checks: {
    title: 'Checks of this computer',
    searching: 'Looking for the client…',
    explainTitle: 'The browser will ask you once',
    explain:
      'Writing to a UKEY is done by the client on this computer. After you press the button, the browser asks whether this site may connect to apps on this device. Choose Allow.',
    explainAction: 'Check this computer',
    changedTitle: 'The client is not the same as last time',
    changed:
      'If you have just reinstalled the client, this is expected. If not, another program may pretend to be it: do not type a PIN, and call us.',
    changedAction: 'I reinstalled it; continue',
    again: 'Check again',
    names: {
      client: 'Client',
      version: 'Client version',
      driver: 'UKEY driver',
      token: 'UKEY',
      algorithm: 'Key algorithm',
      pin: 'PIN',
      room: 'Free space',
    },
    states: { passed: 'fine', warning: 'note', failed: 'needs attention', waiting: 'not checked yet' },
    sum: { passed: 'All checks passed', failed: 'Some checks need attention' },
  },
  remedies: {
    update: 'A newer client is available; update it first.',
    driver: 'No UKEY driver is installed. Install the one for your model.',
    insert: 'No UKEY found. Insert it; the page looks again by itself.',
    chooseModel: 'The model of the UKEY was not recognised; choose it below.',
    otherToken: 'This UKEY does not support the key algorithm of the certificate. Take another one.',
    locked: 'The UKEY is locked. Do not try again; bring it and proof of your organisation to a service point.',
    finalTry: 'Only one try is left, and a wrong PIN locks the UKEY. If you are not sure, call us first.',
    lowTries: 'Few tries are left. Type the PIN with care.',
    factoryPin: 'It still has its factory PIN. The client will ask you to change it during the download; you can also do it now.',
    makeRoom:
      'There is not enough space for the certificate. Remove certificates you no longer use with the tool of the UKEY’s vendor, or take another UKEY. The PASSCODE is not affected.',
    makeRoomHere:
      'There is not enough space for the certificate. The key is in this UKEY already, so another one will not do: remove certificates you no longer use with the tool of its vendor, then press Check again. The PASSCODE is not used up.',
    bridge: 'Does the browser block the connection?',
    bridgeAction: 'Use the client’s window',
    toDownloads: 'To the download centre',
    toPin: 'Change the PIN',
    toServicePoints: 'Service points',
  },
  token: {
    unknownModel: 'UKEY of an unknown model',
    software: 'software',
    serial: 'serial number {serial}',
    several: 'Several UKEYs were found; choose one after entering the PASSCODE.',
  },
  pin: {
    page: 'Change the PIN',
    lead: 'The PIN protects the keys in the UKEY. Change a factory PIN at once, and tell nobody.',
    change: 'Change the PIN',
    busy: 'Go on in the client’s window…',
    changed: 'The PIN has been changed',
    changedMore: 'Use the new PIN from now on.',
    tries_one: '{count} try left',
    tries_other: '{count} tries left',
    untold: { ok: 'PIN in order', low: 'few tries left', final: 'one try left', unknown: 'number of tries not told' },
    locked: 'locked',
    factory: 'factory PIN',
    lockedTitle: 'UKEY locked, or PIN forgotten',
    lockedMore:
      'After too many wrong PINs the UKEY locks and cannot be unlocked online. Bring the UKEY, proof of your organisation and the agent’s identity document to a service point, or call us first.',
  },
  choose: {
    title: 'Insert and choose the UKEY',
    model: 'Choose the UKEY model',
    modelHint: 'These UKEYs were recognised. Compare the serial number with the one printed on yours.',
    exactModel: 'UKEY model',
    unknownModelHint: 'The model of this UKEY was not recognised. Choose the one that is printed on it or on its box.',
    exactModelHint:
      'Several models fit this UKEY; the closest is chosen. Compare it with what is printed on the UKEY or its box, and change it if it is wrong.',
    otherAlgorithm: 'Does not support the key algorithm of this certificate',
    begunWith: 'Last time you used the UKEY whose serial number ends in {end}. Go on with it.',
    none: 'Choose a UKEY first.',
    notReady: 'A check of this computer failed. Follow the advice above first.',
    next: 'After you press Submit, the client opens a window of its own. Type the PIN there; this page never asks for it.',
    submit: 'Submit',
    resume: 'Not finished last time; continue from here',
    resumeMore: 'Insert the UKEY you used last time. One PASSCODE and one UKEY never give more than one certificate.',
  },
  consent: {
    title: 'Type the PIN in the client’s window',
    opening: 'Waiting for the client…',
    waiting: 'The client’s window is open and waits for you. Not there? Look behind other windows.',
    blocked: 'Your consent is needed once more: press the button to open the client’s window.',
    origin: 'The window must show this site, {origin}, and the model and serial number of the UKEY.',
    phrase: 'The window must show the phrase you chose at installation; without it, type no PIN.',
    factory: 'A new UKEY’s factory PIN is usually 1234; the client asks you to change it to your own first.',
    never: 'Neither our staff nor this page ever asks for the PIN.',
    open: 'Open the client’s window',
    cancel: 'Cancel',
  },
  lost: {
    summary: 'UKEY lost, broken, or not the one from last time?',
    more: 'The key of this download is only in the UKEY used last time and cannot be moved. Call us first; if it is gone, give this certificate up and staff will release it again.',
  },
  finished: {
    lead: 'Key and certificate are in the UKEY, read back and proven to work.',
    again: 'This PASSCODE has been used; the certificate is in the UKEY.',
    pinTitle: 'Keep the PIN safe',
    pinMore: 'If it is still the factory PIN, change it at once. You can change the PIN at any time.',
    checkMore: 'With OpenSC installed, this command lists the certificates in the UKEY (models with a PKCS#11 driver):',
    guide: 'UKEY guide',
  },
}

export default words
