import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useHall } from '../api/hall.ts'
import { useLanguage } from '../messages/translation.ts'
import { Icon } from '../plain/icon.tsx'
import { type ThemeChoice, chooseTheme, themeChoices, useThemeChoice } from '../theme/theme-choice.ts'

export const Footer = () => {
  const { t } = useTranslation()
  return (
    <footer className="footer no-print">
      <div className="footer__bar">
        <Hotline />
        <nav aria-label={t('footer.label')}>
          <ul className="footer__links">
            <li>
              <Link to="/help/service-points">{t('footer.servicePoints')}</Link>
            </li>
            <li>
              <Link to="/help/cps">{t('footer.cps')}</Link>
            </li>
            <li>
              <Link to="/help/agreement">{t('footer.agreement')}</Link>
            </li>
            <li>
              <Link to="/help/privacy">{t('footer.privacy')}</Link>
            </li>
          </ul>
        </nav>
        <ThemeSwitch />
      </div>
    </footer>
  )
}

export const Hotline = () => {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useHall()
  if (data === undefined) return null
  return (
    <p className="hotline">
      <Icon name="phone" />
      <span>
        <a href={`tel:${data.hotline.replace(/[^0-9+]/g, '')}`}>{t('footer.hotline', { hotline: data.hotline })}</a>
        <span className="muted"> {data.serviceHours[language]}</span>
      </span>
    </p>
  )
}

const ThemeSwitch = () => {
  const { t } = useTranslation()
  const choice = useThemeChoice()
  const names: Readonly<Record<ThemeChoice, string>> = {
    system: t('footer.themeSystem'),
    light: t('footer.themeLight'),
    dark: t('footer.themeDark'),
  }
  return (
    <fieldset className="theme-switch">
      <legend>{t('footer.theme')}</legend>
      {themeChoices.map((value) => (
        <label key={value}>
          <input type="radio" name="theme" value={value} checked={value === choice} onChange={() => chooseTheme(value)} />
          <span>{names[value]}</span>
        </label>
      ))}
    </fieldset>
  )
}
