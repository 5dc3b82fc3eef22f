import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PrivateSystem, startPrivateSystem } from '../journeys/private-system.ts'
import { launchChromium } from './chromium.ts'
import { liveStory, openStaff } from './story.ts'

/** The whole story of the main path in a real browser, once in each language and width; pictures go to out/pictures. */
describe('the main path in the browser', () => {
  let system: PrivateSystem
  let browser: Browser

  beforeAll(async () => {
    ;[system, browser] = await Promise.all([startPrivateSystem(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
  })

  it('在 1280 像素宽的中文页面上从申请办到证书', async () => {
    const plan = { system, browser, language: 'zh', width: 'wide' } as const
    const staff = await openStaff(plan, [['reviewer', 0], ['issuer', 0]])
    const organization = { code: '91350100M000100Y43', name: '广州市天河区（试验）建筑工程技术咨询与项目管理服务有限责任公司第三分公司' }
    expect(await liveStory({ ...plan, staff, organization, mobile: '13800138000', email: 'chen@example.cn' })).toMatch(/^[0-9a-f]{38}$/)
  })

  it('leads from application to certificate on English pages 390 pixels wide', async () => {
    const plan = { system, browser, language: 'en', width: 'narrow' } as const
    const other = await startPrivateSystem()
    try {
      const own = { ...plan, system: other }
      const staff = await openStaff(own, [['reviewer', 1], ['issuer', 0]])
      const organization = { code: '914401000000001903', name: '广州示例科技有限公司' }
      expect(await liveStory({ ...own, staff, organization, mobile: '13900139000', email: 'wang@example.cn' })).toMatch(/^[0-9a-f]{38}$/)
    } finally {
      await other.stop()
    }
  })
})
