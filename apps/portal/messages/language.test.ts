import { describe, expect, it } from 'vitest'
import { chooseLanguage } from './language.ts'

describe('the language of the first view', () => {
  it('ignores languages that the hall does not speak', () => {
    expect(chooseLanguage({ query: '?lang=de', cookies: 'lang=fr', preferred: ['de-AT', 'fr'] })).toBe('en')
  })

  it('is Chinese when the browser asks for Chinese before English', () => {
    expect(chooseLanguage({ query: '', cookies: '', preferred: ['de', 'zh-TW', 'en'] })).toBe('zh')
  })

  it('follows the cookie before the browser', () => {
    expect(chooseLanguage({ query: '', cookies: 'theme=dark; lang=en', preferred: ['zh-CN'] })).toBe('en')
  })

  it('follows the address before the cookie', () => {
    expect(chooseLanguage({ query: '?lang=zh', cookies: 'lang=en', preferred: ['en'] })).toBe('zh')
  })

  it('is not fooled by a cookie whose name merely ends in lang', () => {
    expect(chooseLanguage({ query: '', cookies: 'xlang=zh', preferred: ['en'] })).toBe('en')
  })
})
