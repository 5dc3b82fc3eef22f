import { parseOrganizationCode } from '@certhall/contract/organization/organization-code'
import type { ProjectView } from '@certhall/contract/hall/hall'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { OrganizationCodeInput } from '../plain/code-input.tsx'
import type { SummaryItem } from '../plain/error-summary.tsx'
import { Icon } from '../plain/icon.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Select } from '../plain/select.tsx'
import { projectName } from './form-words.ts'
import { choicesOf, type PartialSelection } from './project-choices.ts'

export interface SelectionFieldsProps {
  readonly projects: readonly ProjectView[]
  readonly selection: PartialSelection
  readonly code: string
  readonly codeError: string | undefined
  readonly faults: readonly SummaryItem[]
  readonly onSelection: (selection: PartialSelection) => void
  readonly onCode: (code: string) => void
  readonly onLeave: () => void
}

/** The manual's first screen, its labels and its order. */
export const SelectionFields = (props: SelectionFieldsProps) => {
  const { projects, selection, code, onSelection } = props
  const { t } = useTranslation('application')
  const language = useLanguage()
  const offered = choicesOf(projects, selection)
  const faultOf = (fieldId: string) => props.faults.find((fault) => fault.fieldId === fieldId)?.message
  return (
    <>
      <RadioGroup
        id="select-type"
        label={t('select.certificateType')}
        value={selection.certificateType}
        choices={offered.certificateTypes.map((value) => ({
          value,
          label: t(`select.types.${value}`),
          note: t(`select.typeNotes.${value}`),
        }))}
        onValue={(certificateType) => onSelection({ ...selection, certificateType })}
        error={faultOf('select-type')}
      />
      <Select
        id="select-project"
        label={t('select.project')}
        value={selection.projectId}
        choices={offered.projects.map((project) => ({ value: project.projectId, label: projectName(project, language) }))}
        onValue={(projectId) => onSelection({ ...selection, projectId })}
        error={faultOf('select-project')}
        after={<ProjectNote project={offered.projects.find((project) => project.projectId === selection.projectId) ?? null} />}
      />
      <RadioGroup
        id="select-medium"
        label={t('select.medium')}
        value={selection.medium}
        choices={offered.media.map((value) => ({ value, label: t(`select.media.${value}`), note: t(`select.mediumNotes.${value}`) }))}
        onValue={(medium) => onSelection({ ...selection, medium })}
        error={faultOf('select-medium')}
      />
      <OrganizationCodeInput
        id="select-code"
        label={t('select.code')}
        hint={t('select.codeHint')}
        width="half"
        value={code}
        onValue={props.onCode}
        onBlur={props.onLeave}
        error={props.codeError}
        after={<CodeMark code={code} />}
      />
    </>
  )
}

const ProjectNote = ({ project }: { readonly project: ProjectView | null }) => {
  const language = useLanguage()
  const note = project === null ? '' : language === 'zh' ? project.noteZh : project.noteEn
  return note === '' ? null : <p className="field__hint">{note}</p>
}

/** Tells at once that the check characters are right, before anything is sent. */
const CodeMark = ({ code }: { readonly code: string }) => {
  const { t } = useTranslation('application')
  const parsed = parseOrganizationCode(code)
  return (
    <p className={parsed.ok ? 'mark mark--good' : 'visually-hidden'} role="status">
      {parsed.ok && <Icon name="check" />}
      {parsed.ok && (parsed.value.uscc === null ? t('select.codeValid9') : t('select.codeValid18'))}
    </p>
  )
}
