import type application from './zh/application.ts'
import type check from './zh/check.ts'
import type desk from './zh/desk.ts'
import type deskCertificates from './zh/desk-certificates.ts'
import type deskUkey from './zh/desk-ukey.ts'
import type deskStock from './zh/desk-stock.ts'
import type download from './zh/download.ts'
import type downloads from './zh/downloads.ts'
import type evaluation from './zh/evaluation.ts'
import type errors from './zh/errors.ts'
import type certificate from './zh/certificate.ts'
import type holder from './zh/holder.ts'
import type help from './zh/help.ts'
import type home from './zh/home.ts'
import type paperForm from './zh/paper-form.ts'
import type progress from './zh/progress.ts'
import type shell from './zh/shell.ts'
import type ukey from './zh/ukey.ts'

/** One entry for each area; the key is the i18next namespace and the file's name. */
export interface Areas {
  readonly shell: typeof shell
  readonly home: typeof home
  readonly help: typeof help
  readonly 'paper-form': typeof paperForm
  readonly errors: typeof errors
  readonly evaluation: typeof evaluation
  readonly application: typeof application
  readonly certificate: typeof certificate
  readonly holder: typeof holder
  readonly progress: typeof progress
  readonly check: typeof check
  readonly download: typeof download
  readonly downloads: typeof downloads
  readonly ukey: typeof ukey
  readonly desk: typeof desk
  readonly 'desk-certificates': typeof deskCertificates
  readonly 'desk-stock': typeof deskStock
  readonly 'desk-ukey': typeof deskUkey
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    resources: Areas
    interpolationPrefix: '{'
    interpolationSuffix: '}'
  }
}
