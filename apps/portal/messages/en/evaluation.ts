import type { Words } from '../words.ts'
import type zh from '../zh/evaluation.ts'

const words: Words<typeof zh> = {
  title: 'Evaluation clock',
  lead: 'Move the hall’s time forward to try what comes in two months: PASSCODEs and drafts that run out, reminders, the end of a certificate.',
  now: 'Evaluation time',
  real: 'Real time',
  days_one: '{count} day ahead of real time',
  days_other: '{count} days ahead of real time',
  notAhead: 'Never moved, the same as real time',
  advance_one: 'Forward {count} day',
  advance_other: 'Forward {count} days',
  date: 'Move to a date',
  dateHint: 'Its first moment, Beijing time',
  goTo: 'Move to this day',
  moving: 'Moving the clock…',
  moved: 'Moved to {time}; the revocation lists follow.',
  warning:
    'Forward only, never back: PASSCODEs, drafts and logins end as they would. To return to real time, start with a new data directory.',
}

export default words
