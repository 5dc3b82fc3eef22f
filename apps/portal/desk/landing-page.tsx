import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { Alert } from '../plain/alert.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { useDesk } from './desk-context.ts'
import { landingPath, placesOf } from './places.ts'

/** The first item of the menu is where the desk opens. */
const LandingPage = () => {
  const { t } = useTranslation('desk')
  const { person } = useDesk()
  if (placesOf(person.roles).length > 0) return <Navigate to={landingPath(person.roles)} replace />
  return (
    <>
      <PageHeading title={t('brand')} />
      <Alert tone="info">{t('noPlace')}</Alert>
    </>
  )
}

export default LandingPage
