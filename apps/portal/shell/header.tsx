import { useTranslation } from 'react-i18next'
import { Link, NavLink } from 'react-router'
import { languageTag } from '../messages/language.ts'
import { chooseNewLanguage, useLanguage } from '../messages/translation.ts'
import { ServicesMenu } from './services-menu.tsx'

export const Header = () => {
  const { t } = useTranslation()
  return (
    <header className="header no-print">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <div className="header__bar">
        <Link className="header__brand" to="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span>{t('brand')}</span>
        </Link>
        <nav className="nav" aria-label={t('nav.label')}>
          <NavLink className={navClass} to="/" end>
            {t('nav.home')}
          </NavLink>
          <ServicesMenu />
          <NavLink className={navClass} to="/progress">
            {t('nav.progress')}
          </NavLink>
          <NavLink className={navClass} to="/help">
            {t('nav.help')}
          </NavLink>
        </nav>
        <Link className="header__freeze" to="/freeze">
          {t('nav.freeze')}
        </Link>
        <LanguageSwitch />
      </div>
    </header>
  )
}

/** Shows the other language in its own words. */
export const LanguageSwitch = () => {
  const { t } = useTranslation()
  const other = useLanguage() === 'zh' ? 'en' : 'zh'
  return (
    <button type="button" className="header__language" lang={languageTag[other]} onClick={() => void chooseNewLanguage(other)}>
      {t('nav.language')}
    </button>
  )
}

const navClass = ({ isActive }: { readonly isActive: boolean }): string => (isActive ? 'nav__link nav__link--active' : 'nav__link')
