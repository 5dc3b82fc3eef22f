import type { DocumentView } from '@certhall/contract/application/form'
import type { DocumentKind } from '@certhall/contract/application/vocabulary'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PaneProps, ReturnMark, type ReturnMarks } from './case-form.tsx'
import { missingPapers } from './check-detail.ts'
import type { CaseView } from './exchange.ts'
import { PaperPreview } from './paper-preview.tsx'

/** Middle pane: papers, opened one at a time and only when wanted; every look is recorded by the server. */
export const CasePapers = ({ view, marks }: PaneProps) => {
  const { t } = useTranslation('desk')
  const [open, setOpen] = useState<string | null>(null)
  const missing = missingPapers(String(view.checks.find(({ check }) => check === 'papersComplete')?.detail['missing'] ?? ''))
  return (
    <section className="pane" id="case-papers" aria-labelledby="case-papers-title">
      <h2 id="case-papers-title">{t('case.papers')}</h2>
      {view.documents.length + missing.length === 0 && <p className="muted">{t('case.noPapers')}</p>}
      <ul className="papers">
        {view.documents.map((paper) => (
          <Paper
            key={paper.documentId}
            paper={paper}
            applicationNo={view.applicationNo}
            marks={marks}
            open={open === paper.documentId}
            onToggle={() => setOpen(open === paper.documentId ? null : paper.documentId)}
          />
        ))}
        {missing.map((kind) => (
          <MissingPaper key={kind} kind={kind} marks={marks} />
        ))}
      </ul>
    </section>
  )
}

/** What should be there and is not can be asked for like any other item. */
const MissingPaper = ({ kind, marks }: { readonly kind: DocumentKind; readonly marks: ReturnMarks }) => {
  const { t } = useTranslation('desk')
  const name = t(`case.documentKinds.${kind}`)
  const item = `document.${kind}`
  return (
    <li className={marks.returned.has(item) ? 'paper paper--returned' : 'paper'}>
      <div className="paper__head">
        <span>
          <strong>{name}</strong>
          <span className="paper__name late">{t('case.missingPaper')}</span>
        </span>
        <ReturnMark item={item} name={name} marks={marks} />
      </div>
    </li>
  )
}

interface PaperProps {
  readonly paper: DocumentView
  readonly applicationNo: CaseView['applicationNo']
  readonly marks: ReturnMarks
  readonly open: boolean
  readonly onToggle: () => void
}

const Paper = ({ paper, applicationNo, marks, open, onToggle }: PaperProps) => {
  const { t } = useTranslation('desk')
  const item = `document.${paper.kind}`
  const kind = t(`case.documentKinds.${paper.kind}`)
  return (
    <li className={marks.returned.has(item) ? 'paper paper--returned' : 'paper'}>
      <div className="paper__head">
        <span>
          <strong>{kind}</strong>
          <span className="muted paper__name">
            {paper.fileName} · {Math.max(1, Math.round(paper.sizeBytes / 1024))} kB
          </span>
        </span>
        <Button
          size="small"
          aria-expanded={open}
          aria-label={open ? t('case.lookAgainNamed', { name: kind }) : t('case.lookNamed', { name: kind })}
          onClick={onToggle}
        >
          {open ? t('case.lookAgain') : t('case.look')}
        </Button>
        <ReturnMark item={item} name={kind} marks={marks} />
      </div>
      {open && <PaperPreview applicationNo={applicationNo} paper={paper} />}
    </li>
  )
}
