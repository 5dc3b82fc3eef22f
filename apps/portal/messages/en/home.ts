import type { Words } from '../words.ts'
import type zh from '../zh/home.ts'

const words: Words<typeof zh> = {
  home: {
    title: 'Apply for, download and manage your certificates',
    short: 'Home',
    lead: 'First time here? Start with “Apply for a certificate”; it takes about 15 minutes. You can save and go on later, on another computer too.',
    passcodeQuestion: 'Received a PASSCODE?',
    passcodeAction: 'Download your certificate',
    progressTitle: 'Follow an application',
    progressLabel: 'Application number',
    progressHint: 'It stands on the page after submitting and in our messages, in the form A2026-000123',
    progressAction: 'Show progress',
    howTitle: 'How it works',
    how: {
      apply: 'Apply online',
      applyNote: 'Enter organisation, contact and agent; prove e-mail and mobile with a code.',
      review: 'Review',
      reviewNote: 'Our staff check the papers. If something is missing, you correct only that item.',
      passcode: 'Receive the PASSCODE',
      passcodeNote: 'The download code goes to your verified mobile or e-mail. Our staff cannot see it.',
      download: 'Download',
      downloadNote: 'Your key is made in your browser and never reaches the server.',
    },
    helpTitle: 'Need help?',
    helpNote: 'Call customer service, or visit a service point where our staff assist you.',
  },
  tiles: {
    apply: 'Apply for a certificate',
    applyNote: 'For your organisation, its legal representative or an employee.',
    applyNeeds: 'Have ready: business licence or institution certificate, the agent’s identity document, a mobile and an e-mail address that can receive codes',
    applyAction: 'Apply',
    download: 'Download a certificate',
    downloadNote: 'After approval, with the PASSCODE you received.',
    downloadNeeds: 'Have ready: the PASSCODE, and a password for the file that you will remember',
    downloadAction: 'Download',
    progress: 'Progress',
    progressNote: 'See where an application stands, who must act, and by when.',
    progressNeeds: 'Have ready: the application number and the mobile number given in it',
    progressAction: 'Look up',
  },
  hall: {
    title: 'Business hall',
    lead: 'Choose what you want to do.',
    moreTitle: 'Related',
    documents: 'Papers you need',
    servicePoints: 'Service points',
    blankForm: 'Blank application form (to print)',
    usage: 'Certificate usage guide',
    offlineTitle: 'Cannot apply online?',
    offlineNote: 'Print the blank form, fill it in, seal it and bring it to a service point; or call customer service and our staff will assist you.',
  },
  services: {
    title: 'Services',
    lead: 'Everything around your organisation’s digital certificates.',
    hallNote: 'Apply for and download certificates.',
    progressNote: 'Follow an application by its number, and correct what was returned.',
    helpNote: 'Papers, usage guide, service points and our rules.',
  },
}

export default words
