import type { DocumentView } from '@certhall/contract/application/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { Icon } from '../plain/icon.tsx'
import { sizeText } from './paper-check.ts'
import { documentAddress, type PaperOwner, removeDocument } from './requests.ts'

export interface PaperListProps {
  readonly owner: PaperOwner
  readonly documents: readonly DocumentView[]
  /** Absent where papers are only shown. */
  readonly onChanged?: () => Promise<void>
}

/** Papers that have arrived: name, size, a look at it, and removal while it is a draft. */
export const PaperList = ({ owner, documents, onChanged }: PaperListProps) => {
  const { t } = useTranslation('application')
  const removal = useMutation({
    retry: false,
    mutationFn: async (documentId: string) => {
      await removeDocument(owner, documentId)
      await onChanged?.()
    },
  })
  if (documents.length === 0) return null
  return (
    <>
      <ul className="paper__list">
        {documents.map((document) => (
          <li key={document.documentId} className="paper__item">
            <Icon name="check" />
            <a
              className="paper__name"
              href={documentAddress(owner, document.documentId)}
              target="_blank"
              rel="noreferrer"
              aria-label={t('papers.view', { name: document.fileName })}
            >
              {document.fileName}
            </a>
            <Size bytes={document.sizeBytes} />
            {onChanged !== undefined && 'draftId' in owner && (
              <Button
                variant="quiet"
                aria-label={t('papers.removeNamed', { name: document.fileName })}
                onClick={() => !removal.isPending && removal.mutate(document.documentId)}
              >
                {t('papers.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemAlert error={removal.error} />
    </>
  )
}

const Size = ({ bytes }: { readonly bytes: number }) => {
  const { t } = useTranslation('application')
  const { unit, size } = sizeText(bytes)
  return <span className="muted">{unit === 'kilo' ? t('papers.size', { size }) : t('papers.sizeMega', { size })}</span>
}
