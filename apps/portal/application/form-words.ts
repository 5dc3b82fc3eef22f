import type { Selection } from '@certhall/contract/application/form'
import { type DocumentKind, documentKinds, type FormField, formFields } from '@certhall/contract/application/vocabulary'
import { maskIdNumber } from '@certhall/contract/contact/contact-address'
import type { ErrorCode } from '@certhall/contract/errors'
import type { ProjectView } from '@certhall/contract/hall/hall'
import { displayOrganizationCode, normalizeCode } from '@certhall/contract/organization/organization-code'
import { useTranslation } from 'react-i18next'
import { useFieldText } from '../api/error-text.ts'
import { useLanguage } from '../messages/translation.ts'
import type { SummaryItem } from '../plain/error-summary.tsx'
import { controlId } from './form-id.ts'
import { provinceName } from './provinces.ts'

const isField = (item: string): item is FormField => (formFields as readonly string[]).includes(item)

/** `document.agentId` → `agentId` */
export const paperKindOf = (item: string): DocumentKind | null => documentKinds.find((kind) => item === `document.${kind}`) ?? null

export const fieldsAmong = (items: readonly string[]): readonly FormField[] => items.filter(isField)

/** Labels of fields and papers by their item name. */
export const useItemLabel = (): ((item: string) => string) => {
  const { t } = useTranslation('application')
  return (item) => {
    const paper = paperKindOf(item)
    if (paper !== null) return t(`papers.kinds.${paper}`)
    return isField(item) ? t(`fields.${item}`) : t('details.sections.papers')
  }
}

/** A value as people read it; identity numbers stay masked (portal §5). */
export const useValueText = (): ((field: FormField, text: string) => string) => {
  const { t } = useTranslation('application')
  const language = useLanguage()
  return (field, text) => {
    if (text === '') return ''
    switch (field) {
      case 'organization.kind':
        return t(`kinds.${text as 'enterprise'}`)
      case 'organization.uscc':
        return displayOrganizationCode(normalizeCode(text))
      case 'organization.province':
        return provinceName(text, language)
      case 'agent.idKind':
        return t(`idKinds.${text as 'residentId'}`)
      case 'agent.idNumber':
        return text.includes('*') ? text : maskIdNumber(text)
      case 'certificate.validityYears':
        return t('years', { count: Number(text) })
      case 'delivery.channel':
        return t(`channels.${text as 'sms'}`)
      default:
        return text
    }
  }
}

export interface FormIssue {
  readonly field: string
  readonly code: ErrorCode
}

export const useSummaryItems = (): ((issues: readonly FormIssue[]) => readonly SummaryItem[]) => {
  const label = useItemLabel()
  const text = useFieldText()
  return (issues) => issues.map(({ field, code }) => ({ fieldId: controlId(field), label: label(field), message: text(code) }))
}

export const projectName = (project: ProjectView, language: 'zh' | 'en'): string => (language === 'zh' ? project.nameZh : project.nameEn)

export const projectOf = (projects: readonly ProjectView[], selection: Selection): ProjectView | null =>
  projects.find((project) => project.projectId === selection.projectId) ?? null
