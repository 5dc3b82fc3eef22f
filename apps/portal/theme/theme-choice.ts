import { useSyncExternalStore } from 'react'
import type { Scheme } from './palette.ts'

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

/** The choice lives on `<html data-theme>` (set before first paint by early.js) and in a cookie, so that no flash is seen. */
export const currentThemeChoice = (): ThemeChoice => {
  const value = document.documentElement.dataset['theme']
  return value === 'light' || value === 'dark' ? value : 'system'
}

export const chooseTheme = (choice: ThemeChoice): void => {
  if (choice === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
  document.cookie = `theme=${choice}; Path=/; Max-Age=31536000; SameSite=Lax`
  for (const tell of listeners) tell()
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, currentThemeChoice)

/** What is on the screen now: the choice, or the system's scheme when the choice is to follow it. */
export const useScheme = (): Scheme => useSyncExternalStore(subscribe, currentScheme)

const darkSystem = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)')

const currentScheme = (): Scheme => {
  const choice = currentThemeChoice()
  if (choice !== 'system') return choice
  return darkSystem().matches ? 'dark' : 'light'
}

const subscribe = (tell: () => void): (() => void) => {
  const media = darkSystem()
  listeners.add(tell)
  media.addEventListener('change', tell)
  return () => {
    listeners.delete(tell)
    media.removeEventListener('change', tell)
  }
}

const listeners = new Set<() => void>()
