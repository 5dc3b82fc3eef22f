import { parseSerialList } from '@certhall/contract/ukey/serial-list'
import { useTranslation } from 'react-i18next'
import { useFieldText } from '../api/error-text.ts'
import { TextArea } from '../plain/text-input.tsx'

export interface SerialFieldProps {
  readonly value: string
  readonly onValue: (value: string) => void
  /** After the first try to send. */
  readonly isChecked: boolean
}

/** Typed, scanned or pasted from a sheet; says below how it was read, before anything is sent. */
export const SerialField = ({ value, onValue, isChecked }: SerialFieldProps) => {
  const { t } = useTranslation('desk-stock')
  const text = useFieldText()
  const list = parseSerialList(value)
  const isWrong = !list.ok && (isChecked || list.code !== 'input.required')
  return (
    <TextArea
      label={t('serials.label')}
      hint={t('serials.hint')}
      value={value}
      onValue={onValue}
      spellCheck={false}
      error={
        isWrong
          ? list.code === 'input.malformed'
            ? t('serials.malformed', { value: String(list.detail?.['serialNumber']) })
            : text(list.code, list.detail)
          : undefined
      }
      after={
        list.ok && (
          <p className="muted" role="status">
            {readAs(list.value)}
          </p>
        )
      }
    />
  )

  function readAs(serials: readonly string[]): string {
    const [first = '', last = ''] = [serials[0], serials.at(-1)]
    return serials.length === 1 ? t('serials.one', { first }) : t('serials.read', { count: serials.length, first, last })
  }
}
