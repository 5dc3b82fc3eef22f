import type { Medium } from '@certhall/contract/application/vocabulary'
import { useTranslation } from 'react-i18next'

const second = { p12: 'steps.password', ukey: 'steps.token' } as const

export const useStepNames = (medium: Medium = 'p12'): readonly string[] => {
  const { t } = useTranslation('download')
  return [t('steps.code'), t(second[medium]), t('steps.install'), t('steps.done')]
}
