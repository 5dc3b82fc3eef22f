import { agentIdKinds, documentKinds, organizationKinds } from '@certhall/contract/application/vocabulary'
import { certificateStates } from '@certhall/contract/certificate/vocabulary'
import { useTranslation } from 'react-i18next'
import type { CaseCheck } from './exchange.ts'
import { useItemName } from './item-name.ts'

/** What a check found, as words; empty where its outcome says everything. */
export const useCheckDetail = (): ((check: CaseCheck) => string) => {
  const { t } = useTranslation('desk')
  const nameOf = useItemName()
  return ({ check, detail, outcome }) => {
    if (check === 'certificateShown') return outcome === 'pass' ? '' : t('case.found.shownByContact')
    const { targetState, fields } = detail
    if (targetState !== undefined)
      return certificateStates
        .filter((known) => known === targetState)
        .map((known) => t(`states.certificate.${known}`, { ns: 'shell' }))
        .join('')
    if (fields !== undefined) return String(fields).split(' ').map(nameOf).join('、')
    const { registered, missing, expiresOn, idKind, prefix, kind, applications, count } = detail
    if (registered !== undefined) return outcome === 'pass' ? '' : t('case.found.registered', { value: registered })
    if (missing !== undefined)
      return t('case.found.missing', {
        value: missingPapers(String(missing))
          .map((paper) => t(`case.documentKinds.${paper}`))
          .join('、'),
      })
    if (expiresOn !== undefined) return t('case.found.expiresOn', { value: expiresOn })
    if (idKind !== undefined)
      return agentIdKinds
        .filter((known) => known === idKind)
        .map((known) => t(`case.idKinds.${known}`))
        .join('')
    if (prefix !== undefined && outcome !== 'pass') {
      return organizationKinds
        .filter((known) => known === kind)
        .map((known) => t('case.found.kind', { prefix, value: t(`case.kinds.${known}`) }))
        .join('')
    }
    if (applications !== undefined) return String(applications)
    return count === undefined || count === 0 ? '' : t('case.found.certificates', { count: Number(count) })
  }
}

/** Kinds named by the check of papers, in its order. */
export const missingPapers = (missing: string): readonly (typeof documentKinds)[number][] =>
  missing.split(' ').flatMap((word) => documentKinds.filter((known) => known === word))
