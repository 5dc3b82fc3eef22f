import type { HeldCertificate } from '@certhall/contract/holder/api'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../messages/translation.ts'
import { beijingDate } from '../plain/beijing-time.ts'
import type { CertificateTag } from '../plain/state-tag.tsx'

export const useProjectName = (): ((certificate: Pick<HeldCertificate, 'projectNameZh' | 'projectNameEn'>) => string) => {
  const language = useLanguage()
  return ({ projectNameZh, projectNameEn }) => (language === 'zh' ? projectNameZh : projectNameEn)
}

/** 有效，还有 213 天到期: the state as a sentence. */
export const useStateSentence = (): ((certificate: Pick<HeldCertificate, 'state' | 'endReason' | 'endsAt' | 'daysLeft'>) => string) => {
  const { t } = useTranslation('certificate')
  return ({ state, endReason, endsAt, daysLeft }) => {
    if (state === 'valid')
      return endsAt === null ? t('detail.valid', { count: daysLeft }) : t('detail.endsAt', { date: beijingDate(endsAt) })
    if (state === 'revoked' && endReason === 'superseded') return t('detail.superseded')
    return t(`detail.${state}`)
  }
}

/** CN of a subject for a line; the whole of it stands in the details. */
export const shortSubject = (subject: string): string =>
  /(?:^|,)\s*CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject

export const serialEnd = (serialNumber: string): string => serialNumber.slice(-8)

/** Audit events as steps of a certificate's life; one that its successor ended was not 注销. */
export const useEventName = (): ((event: string, tag: CertificateTag) => string) => {
  const { t } = useTranslation('certificate')
  return (event, tag) => {
    const known = event === 'certificate.revoked' && tag === 'superseded' ? 'superseded' : eventNames[event]
    return known === undefined ? t('events.other', { event }) : t(`events.${known}`)
  }
}

const eventNames: Readonly<
  Record<string, 'submitted' | 'issued' | 'confirmed' | 'frozen' | 'revoked' | 'superseded' | 'expired' | 'overlap' | 'reminded'>
> = {
  'application.submitted': 'submitted',
  'certificate.stored': 'issued',
  'certificate.confirmed': 'confirmed',
  'certificate.frozen': 'frozen',
  'certificate.revoked': 'revoked',
  'certificate.expired': 'expired',
  'certificate.overlap-begun': 'overlap',
  'certificate.superseded': 'superseded',
  'certificate.reminded': 'reminded',
}
