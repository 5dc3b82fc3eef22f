import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { Icon } from '../plain/icon.tsx'

/** 运营服务: a disclosure, opened by click, Enter or Space, closed by Escape, by leaving it, and by arriving somewhere. */
export const ServicesMenu = () => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const { pathname } = useLocation()
  useEffect(() => setOpen(false), [pathname])
  useEffect(() => {
    if (!open) return
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false)
    }
    document.addEventListener('pointerdown', close)
    return () => document.removeEventListener('pointerdown', close)
  }, [open])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the controls are the button and the links; the box hears them close it
    <div
      className="menu"
      ref={box}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button
        type="button"
        ref={button}
        className={/^\/(?:services|hall|my|downloads|check)/.test(pathname) ? 'nav__link nav__link--active' : 'nav__link'}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t('nav.services')}
        <Icon name="chevronDown" />
      </button>
      <ul className="menu__list" id={id} hidden={!open}>
        <li>
          <NavLink to="/hall" end onClick={() => setOpen(false)}>
            <span>{t('nav.hall')}</span>
          </NavLink>
        </li>
        <li>
          <NavLink to="/downloads" onClick={() => setOpen(false)}>
            <span>{t('nav.downloads')}</span>
          </NavLink>
        </li>
        <li>
          <NavLink to="/check" onClick={() => setOpen(false)}>
            <span>{t('nav.check')}</span>
          </NavLink>
        </li>
        <li>
          <NavLink to="/services" onClick={() => setOpen(false)}>
            <span>{t('nav.servicesPage')}</span>
          </NavLink>
        </li>
      </ul>
    </div>
  )
}
