import type { DriverView } from '@certhall/contract/download-centre/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { Alert } from '../plain/alert.tsx'
import { Card } from '../plain/card.tsx'
import { Colon } from '../plain/colon.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { systemNames } from './system-names.ts'

/** Drivers by UKEY model: each says where its driver comes from, and whether we tried it. */
export const Drivers = ({ drivers }: { readonly drivers: readonly DriverView[] }) => {
  const { t } = useTranslation('downloads')
  const [wanted, setWanted] = useState('')
  const found = drivers.filter((driver) => isWanted(driver, wanted))
  return (
    <Card title={t('drivers.title')}>
      <p>{t('drivers.note')}</p>
      <Alert title={t('drivers.whose')}>{t('drivers.whoseMore')}</Alert>
      {drivers.length === 0 ? (
        <p>{t('drivers.empty')}</p>
      ) : (
        <>
          <TextInput
            label={t('drivers.search')}
            value={wanted}
            onValue={setWanted}
            optional={false}
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            type="search"
          />
          <ul className="drivers" aria-live="polite">
            {found.map((driver) => (
              <Driver key={driver.modelId} driver={driver} />
            ))}
          </ul>
          {found.length === 0 && <p role="status">{t('drivers.none')}</p>}
        </>
      )}
    </Card>
  )
}

const Driver = ({ driver }: { readonly driver: DriverView }) => {
  const { t } = useTranslation('downloads')
  const language = useLanguage()
  const note = language === 'zh' ? driver.noteZh : driver.noteEn
  return (
    <li className="driver">
      <p className="driver__name">
        <strong>{language === 'zh' ? driver.nameZh : driver.nameEn}</strong>
        {driver.isSoftware && <span className="driver__mark">{t('drivers.software')}</span>}
        <span className="driver__evidence">{driver.isTested ? t('drivers.tested') : t('drivers.described')}</span>
      </p>
      <p>
        {t(`drivers.sources.${driver.source}`)}{' '}
        {driver.sourceUrl !== null && (
          <a href={driver.sourceUrl} rel="noreferrer noopener" target="_blank">
            {driver.sourceUrl}
          </a>
        )}
      </p>
      {driver.packageName !== null && (
        <p>
          {t('drivers.package')} <span className="code">{driver.packageName}</span>
        </p>
      )}
      <p>{t(`drivers.checks.${driver.source}`, { vendor: driver.vendor })}</p>
      {note !== '' && <p>{note}</p>}
      <p className="muted">
        {t('drivers.vendor')}
        <Colon />
        {driver.vendor}
        {driver.systems.length > 0 && (
          <>
            {' · '}
            {t('drivers.systems')}
            <Colon />
            {systemNames(driver.systems)}
          </>
        )}
      </p>
    </li>
  )
}

const isWanted = ({ nameZh, nameEn, vendor, modelId }: DriverView, wanted: string): boolean => {
  const text = `${nameZh} ${nameEn} ${vendor} ${modelId}`.toLowerCase()
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
