import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import type { ErrorCode } from '@certhall/contract/errors'
import { systemRandom } from '@certhall/kernel/random'
import { AppError } from '@certhall/kernel/app-error'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { accepted, checkPaper } from './paper-check.ts'
import { type PaperOwner, uploadDocument } from './requests.ts'

export interface PaperUploadProps {
  readonly id: string
  readonly owner: PaperOwner
  readonly kind: DocumentKind
  readonly another: boolean
  readonly wrong: boolean
  readonly onChanged: () => Promise<void>
}

interface Upload {
  readonly key: string
  readonly file: File
  readonly share: number
  readonly stop: AbortController
  readonly error: unknown
}

/** A real file input (camera on phones), and one line for each file on its way: progress, cancel, retry. */
export const PaperUpload = ({ id, owner, kind, another, wrong, onChanged }: PaperUploadProps) => {
  const { t } = useTranslation('application')
  const { uploads, send, drop } = useUploads(owner, kind, onChanged)
  return (
    <>
      <ul className="paper__list">
        {uploads.map((upload) => (
          <li key={upload.key} className="paper__item">
            {upload.error === null ? (
              <>
                <progress value={upload.share} max={1} aria-label={upload.file.name} />
                <span className="paper__name">
                  {t('papers.uploading', { name: upload.file.name, percent: Math.floor(upload.share * 100) })}
                </span>
                <Button variant="quiet" onClick={() => upload.stop.abort()}>
                  {t('papers.cancel')}
                </Button>
              </>
            ) : (
              <div className="paper__failure">
                <p>{t('papers.failed', { name: upload.file.name })}</p>
                <ProblemAlert error={upload.error} />
                <div className="row">
                  <Button
                    onClick={() => {
                      drop(upload.key)
                      void send(upload.file)
                    }}
                  >
                    {t('papers.retry')}
                  </Button>
                  <Button variant="quiet" onClick={() => drop(upload.key)}>
                    {t('papers.dismiss')}
                  </Button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
      <label className="paper__choose">
        <input
          type="file"
          id={id}
          className="paper__input"
          accept={accepted.join(',')}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? `${id}-error` : undefined}
          onChange={(event) => {
            const [file] = event.target.files ?? []
            // The same file must be choosable again after a failure.
            event.target.value = ''
            if (file !== undefined) void send(file)
          }}
        />
        <span className="button button--secondary" aria-hidden="true">
          {another ? t('papers.addFile') : t('papers.chooseFile')}
        </span>
        <span className="visually-hidden">
          {another ? t('papers.addFile') : t('papers.chooseFile')} {t(`papers.kinds.${kind}`)}
        </span>
      </label>
    </>
  )
}

const useUploads = (owner: PaperOwner, kind: DocumentKind, onChanged: () => Promise<void>) => {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const latest = useRef(onChanged)
  latest.current = onChanged
  const change = (key: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const drop = (key: string) => setUploads((all) => all.filter((one) => one.key !== key))
  const send = async (file: File) => {
    const fault = checkPaper(file)
    const upload: Upload = {
      key: systemRandom.uuid(),
      file,
      share: 0,
      stop: new AbortController(),
      error: fault === null ? null : new AppError<ErrorCode>(fault),
    }
    setUploads((all) => [...all, upload])
    if (fault !== null) return
    try {
      await uploadDocument(owner, { kind, file }, { onSent: (share) => change(upload.key, { share }), signal: upload.stop.signal })
      await latest.current()
      drop(upload.key)
    } catch (error) {
      if (upload.stop.signal.aborted) drop(upload.key)
      else change(upload.key, { error })
    }
  }
  return { uploads, send, drop }
}
