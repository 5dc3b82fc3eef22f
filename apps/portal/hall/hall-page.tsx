import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { HallTiles } from '../home/tiles.tsx'
import { Card } from '../plain/card.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

/** 业务办理, screen BH-1. */
export const HallPage = () => {
  const { t } = useTranslation('home')
  return (
    <>
      <PageHeading title={t('hall.title')} lead={t('hall.lead')} />
      <HallTiles large />
      <div className="home-halves">
        <Card title={t('hall.moreTitle')}>
          <ul className="link-list">
            <li>
              <Link to="/help/documents">{t('hall.documents')}</Link>
            </li>
            <li>
              <Link to="/help/usage">{t('hall.usage')}</Link>
            </li>
            <li>
              <Link to="/downloads">{t('hall.downloads')}</Link>
            </li>
            <li>
              <Link to="/hall/ukey/pin">{t('hall.pin')}</Link>
            </li>
            <li>
              <Link to="/unfreeze">{t('hall.unfreeze')}</Link>
            </li>
            <li>
              <Link to="/check">{t('hall.check')}</Link>
            </li>
            <li>
              <Link to="/sign-text">{t('hall.signText')}</Link>
            </li>
            <li>
              <Link to="/help/service-points">{t('hall.servicePoints')}</Link>
            </li>
          </ul>
        </Card>
        <Card title={t('hall.offlineTitle')}>
          <p>{t('hall.offlineNote')}</p>
          <ul className="link-list">
            <li>
              <Link to="/help/form">{t('hall.blankForm')}</Link>
            </li>
            <li>
              <Link to="/help/service-points">{t('hall.servicePoints')}</Link>
            </li>
          </ul>
          <Hotline />
        </Card>
      </div>
    </>
  )
}
