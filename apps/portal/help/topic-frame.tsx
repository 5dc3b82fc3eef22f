import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '../plain/button.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

interface TopicFrameProps {
  readonly title: string
  readonly lead?: string
  readonly printable?: boolean
  readonly children: ReactNode
}

export const TopicFrame = ({ title, lead, printable = false, children }: TopicFrameProps) => {
  const { t } = useTranslation('help')
  return (
    <div className="column">
      <p className="no-print crumb">
        <Link to="/help">{t('back')}</Link>
      </p>
      <PageHeading title={title} {...(lead === undefined ? {} : { lead })} />
      {children}
      {printable && (
        <p className="no-print">
          <Button icon="print" onClick={() => print()}>
            {t('print')}
          </Button>
        </p>
      )}
    </div>
  )
}
