import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

export interface CopyTextProps {
  readonly text: string
  /** What is copied, for the button's name: "application number". */
  readonly name: string
  /** Shown instead of `text`, for example grouped by four. */
  readonly shown?: string
  readonly size?: 'normal' | 'large'
}

export const CopyText = ({ text, name, shown = text, size = 'normal' }: CopyTextProps) => {
  const { t } = useTranslation()
  const [done, setDone] = useState(false)
  const copy = async () => {
    await copyToClipboard(text)
    setDone(true)
    setTimeout(() => setDone(false), 3000)
  }
  return (
    <span className={`copy copy--${size}`}>
      <span className="code">{shown}</span>
      <button type="button" className="copy__button no-print" aria-label={t('copy.label', { name })} onClick={() => void copy()}>
        <Icon name={done ? 'check' : 'copy'} />
        <span aria-hidden="true">{done ? t('copy.done') : t('copy.action')}</span>
      </button>
      <span className="visually-hidden" role="status">
        {done ? t('copy.done') : ''}
      </span>
    </span>
  )
}

/** The clipboard interface needs a secure page; an intranet address by plain HTTP still gets the old way. */
export const copyToClipboard = async (text: string): Promise<void> => {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
