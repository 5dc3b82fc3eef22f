import type { Words } from '../words.ts'
import type zh from '../zh/desk-certificates.ts'

const words: Words<typeof zh> = {
  title: 'Certificates and freezing',
  lead: 'For calls: find the certificate, make sure who calls, freeze at once. Forms and papers are not shown here.',
  query: 'Find',
  queryHint: 'Organisation code, unified social credit code, serial number, application number, or how the holder’s name begins.',
  queryMissing: 'Enter at least 2 characters.',
  search: 'Find',
  results: 'Found',
  none: 'Nothing was found. Check the code or serial number; a name is searched from its first letter.',
  cut: 'There are more: only the first {count} are shown. Ask with a code or serial number.',
  overdue: 'Not installed for more than 72 hours',
  overdueMore:
    'These certificates were issued, but nobody confirmed their installation. Call the holders; after 14 days without an answer a certificate is revoked.',
  overdueNone: 'No certificate has been waiting for its installation for more than 72 hours.',
  columns: {
    subject: 'Holder',
    certificate: 'Serial and application number',
    project: 'Project',
    state: 'State',
    stored: 'Issued',
    until: 'Valid until',
    action: 'Action',
  },
  unconfirmed: 'Installation not confirmed',
  media: { ukey: 'UKEY', p12: 'P12 file' },
  freeze: 'Freeze',
  freezeNamed: 'Freeze the certificate {serial} of {subject}',
  frozenAt: 'Frozen',
  dialog: {
    title: 'Freeze on the phone',
    warning:
      'A freeze works at once and cannot be taken back: no login and no signature with this certificate any more. To go on, the holder asks for an unfreeze; two reviewers decide, and a new certificate is issued.',
    verify:
      'Make sure who calls: ask for the organisation, the handling agent’s name and the last four digits of the mobile on record. In doubt hang up and call the number on record. Rather freeze first.',
    reason: 'Reason',
    callerName: 'Name of the caller',
    callerMissing: 'Enter the name of the caller, at least 2 characters.',
    callBackNumber: 'Number to call back',
    callBackHint: 'Digits, spaces, brackets, + and - only.',
    callBackWrong: 'Enter a number that can be called back.',
    remark: 'Remark',
    submit: 'Freeze now',
    cancel: 'Cancel',
    done: 'The certificate of {subject} is frozen; the call is recorded.',
  },
  reasons: {
    mediumLost: 'Medium lost',
    keyCompromise: 'Key may be known to others',
    suspicious: 'Suspicious use',
    agentLeft: 'Handling agent has left',
    other: 'Other',
  },
}

export default words
