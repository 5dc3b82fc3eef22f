import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../plain/button.tsx'
import { Icon, type IconName } from '../plain/icon.tsx'
import { prefetchArea } from '../messages/translation.ts'
import './tiles.css'

interface TileProps {
  readonly to: string
  readonly icon: IconName
  readonly title: string
  readonly note: string
  readonly needs?: string
  readonly action: string
  readonly primary?: boolean
  /** Fetches the room while the pointer or the focus rests on its tile. */
  readonly prefetch?: () => void
}

/** The halls' doors; the larger form is the business hall's. */
export const HallTiles = ({ large = false }: { readonly large?: boolean }) => {
  const { t } = useTranslation('home')
  return (
    <TileGrid large={large}>
      <Tile
        to="/hall/apply"
        icon="form"
        title={t('tiles.apply')}
        note={t('tiles.applyNote')}
        needs={t('tiles.applyNeeds')}
        action={t('tiles.applyAction')}
        primary
        prefetch={prefetchApplication}
      />
      <Tile
        to="/hall/download"
        icon="download"
        title={t('tiles.download')}
        note={t('tiles.downloadNote')}
        needs={t('tiles.downloadNeeds')}
        action={t('tiles.downloadAction')}
        prefetch={prefetchDownload}
      />
      <Tile
        to="/hall/manage"
        icon="shield"
        title={t('tiles.manage')}
        note={t('tiles.manageNote')}
        needs={t('tiles.manageNeeds')}
        action={t('tiles.manageAction')}
        prefetch={prefetchManage}
      />
      {large && (
        <Tile
          to="/progress"
          icon="search"
          title={t('tiles.progress')}
          note={t('tiles.progressNote')}
          needs={t('tiles.progressNeeds')}
          action={t('tiles.progressAction')}
        />
      )}
    </TileGrid>
  )
}

export const TileGrid = ({ large = false, children }: { readonly large?: boolean; readonly children: ReactNode }) => (
  <div className={large ? 'tiles tiles--large' : 'tiles'}>{children}</div>
)

export const Tile = ({ to, icon, title, note, needs, action, primary = false, prefetch }: TileProps) => (
  // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here but fetching ahead; the link below is the tile's one control
  <section className="tile" onPointerEnter={prefetch} onFocus={prefetch}>
    <h2 className="tile__title">
      <Icon name={icon} />
      {title}
    </h2>
    <p>{note}</p>
    {needs !== undefined && <p className="tile__needs">{needs}</p>}
    <LinkButton to={to} variant={primary ? 'primary' : 'secondary'} aria-label={`${action}: ${title}`}>
      {action}
    </LinkButton>
  </section>
)

const prefetchApplication = (): void => {
  void import('../application/routes.tsx')
  void prefetchArea('application')
}

const prefetchDownload = (): void => {
  void import('../download/routes.tsx')
  void prefetchArea('download')
}

const prefetchManage = (): void => {
  void import('../certificate/manage-page.tsx')
  void prefetchArea('certificate')
  void prefetchArea('holder')
}
