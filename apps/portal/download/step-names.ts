import { useTranslation } from 'react-i18next'

export const useStepNames = (): readonly string[] => {
  const { t } = useTranslation('download')
  return [t('steps.code'), t('steps.password'), t('steps.install'), t('steps.done')]
}
