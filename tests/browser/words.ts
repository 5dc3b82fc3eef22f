import applicationEn from '../../apps/portal/messages/en/application.ts'
import certificateEn from '../../apps/portal/messages/en/certificate.ts'
import checkEn from '../../apps/portal/messages/en/check.ts'
import deskEn from '../../apps/portal/messages/en/desk.ts'
import deskUkeyEn from '../../apps/portal/messages/en/desk-ukey.ts'
import downloadEn from '../../apps/portal/messages/en/download.ts'
import downloadsEn from '../../apps/portal/messages/en/downloads.ts'
import errorsEn from '../../apps/portal/messages/en/errors.ts'
import holderEn from '../../apps/portal/messages/en/holder.ts'
import homeEn from '../../apps/portal/messages/en/home.ts'
import progressEn from '../../apps/portal/messages/en/progress.ts'
import shellEn from '../../apps/portal/messages/en/shell.ts'
import ukeyEn from '../../apps/portal/messages/en/ukey.ts'
import applicationZh from '../../apps/portal/messages/zh/application.ts'
import certificateZh from '../../apps/portal/messages/zh/certificate.ts'
import checkZh from '../../apps/portal/messages/zh/check.ts'
import deskZh from '../../apps/portal/messages/zh/desk.ts'
import deskUkeyZh from '../../apps/portal/messages/zh/desk-ukey.ts'
import downloadZh from '../../apps/portal/messages/zh/download.ts'
import downloadsZh from '../../apps/portal/messages/zh/downloads.ts'
import errorsZh from '../../apps/portal/messages/zh/errors.ts'
import holderZh from '../../apps/portal/messages/zh/holder.ts'
import homeZh from '../../apps/portal/messages/zh/home.ts'
import progressZh from '../../apps/portal/messages/zh/progress.ts'
import shellZh from '../../apps/portal/messages/zh/shell.ts'
import ukeyZh from '../../apps/portal/messages/zh/ukey.ts'

/** What the pages say, by language: the story presses the words that a person reads. The manual's own labels are written out in manual-labels.ts. */
export const words = {
  zh: {
    application: applicationZh,
    certificate: certificateZh,
    check: checkZh,
    holder: holderZh,
    desk: deskZh,
    deskUkey: deskUkeyZh,
    download: downloadZh,
    downloads: downloadsZh,
    errors: errorsZh,
    home: homeZh,
    progress: progressZh,
    shell: shellZh,
    ukey: ukeyZh,
  },
  en: {
    application: applicationEn,
    certificate: certificateEn,
    check: checkEn,
    holder: holderEn,
    desk: deskEn,
    deskUkey: deskUkeyEn,
    download: downloadEn,
    downloads: downloadsEn,
    errors: errorsEn,
    home: homeEn,
    progress: progressEn,
    shell: shellEn,
    ukey: ukeyEn,
  },
} as const

export type Words = (typeof words)[keyof typeof words]
