import { useTranslation } from 'react-i18next'
import { Tile, TileGrid } from '../home/tiles.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

/** 运营服务: the menu as a page, for phones and for whoever does not open menus. */
export const ServicesPage = () => {
  const { t } = useTranslation(['home', 'shell'])
  return (
    <>
      <PageHeading title={t('home:services.title')} lead={t('home:services.lead')} />
      <TileGrid>
        <Tile to="/hall" icon="form" title={t('shell:nav.hall')} note={t('home:services.hallNote')} action={t('shell:nav.hall')} primary />
        <Tile
          to="/downloads"
          icon="download"
          title={t('shell:nav.downloads')}
          note={t('home:services.downloadsNote')}
          action={t('shell:nav.downloads')}
        />
        <Tile
          to="/progress"
          icon="search"
          title={t('shell:nav.progress')}
          note={t('home:services.progressNote')}
          action={t('shell:nav.progress')}
        />
        <Tile
          to="/hall/ukey/pin"
          icon="shield"
          title={t('home:services.pin')}
          note={t('home:services.pinNote')}
          action={t('home:services.pin')}
        />
        <Tile
          to="/check"
          icon="fileSearch"
          title={t('home:hall.check')}
          note={t('home:services.checkNote')}
          action={t('home:hall.check')}
        />
        <Tile to="/help" icon="infoCircle" title={t('shell:nav.help')} note={t('home:services.helpNote')} action={t('shell:nav.help')} />
      </TileGrid>
    </>
  )
}
