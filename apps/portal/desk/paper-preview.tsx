import type { DocumentView } from '@certhall/contract/application/form'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorOf } from '../api/problem.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { documentAddress } from './exchange.ts'

export interface PaperPreviewProps {
  readonly applicationNo: string
  readonly paper: DocumentView
}

const zooms = [50, 75, 100, 150, 200, 300] as const

/** The server sends papers as attachments only, so the page shows its own copy of the bytes. */
export const PaperPreview = ({ applicationNo, paper }: PaperPreviewProps) => {
  const { t } = useTranslation('desk')
  const content = useQuery({
    queryKey: ['desk', 'paper', paper.documentId],
    queryFn: () => readPaper(documentAddress(applicationNo, paper.documentId)),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const address = useBlobAddress(content.data, paper.mediaType)
  if (content.isPending) return <p role="status">{t('case.loadingPaper')}</p>
  if (address === null) return <ProblemAlert error={content.error} onRetry={() => void content.refetch()} />
  return (
    <div className="preview">
      {paper.mediaType === 'application/pdf' ? (
        <iframe className="preview__pdf" src={address} title={paper.fileName} />
      ) : (
        <Picture address={address} name={paper.fileName} />
      )}
      <p className="preview__links">
        <a href={address} target="_blank" rel="noreferrer">
          {t('case.openPaper')}
        </a>
        <a href={address} download={paper.fileName}>
          {t('case.savePaper')}
        </a>
      </p>
    </div>
  )
}

const Picture = ({ address, name }: { readonly address: string; readonly name: string }) => {
  const { t } = useTranslation('desk')
  const [turns, setTurns] = useState(0)
  const [zoom, setZoom] = useState(2)
  return (
    <>
      <div className="desk-bar">
        <Button size="small" onClick={() => setTurns((turns + 1) % 4)}>
          {t('case.rotate')}
        </Button>
        <Button size="small" onClick={() => setZoom(Math.min(zooms.length - 1, zoom + 1))}>
          {t('case.zoomIn')}
        </Button>
        <Button size="small" onClick={() => setZoom(Math.max(0, zoom - 1))}>
          {t('case.zoomOut')}
        </Button>
        <span role="status">{zooms[zoom]} %</span>
      </div>
      <div className="preview__frame">
        <img className={`preview__picture turn-${turns} zoom-${zooms[zoom]}`} src={address} alt={name} />
      </div>
    </>
  )
}

const readPaper = async (address: string): Promise<Blob> => {
  const response = await fetch(address, { credentials: 'same-origin' })
  if (!response.ok) throw errorOf(response.status, await response.json().catch(() => null))
  return response.blob()
}

/** The media type is the one that was checked at upload, never one that a sender chose. */
const useBlobAddress = (blob: Blob | undefined, mediaType: string): string | null => {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (blob === undefined) return undefined
    const made = URL.createObjectURL(new Blob([blob], { type: mediaType }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob, mediaType])
  return address
}
