import { describe, expect, it } from 'vitest'
import { widths } from './chromium.ts'
import { codeOf } from './codes.ts'
import { hall } from './hall.ts'
import { liveStory, speak } from './story.ts'

/** The whole story of the main path in a real browser, once in each language and width; pictures go to out/pictures. */
export const mainPath = () =>
  describe('the main path in the browser', () => {
    it('在 1280 像素宽的中文页面上从申请办到证书', async () => {
      const { system, browser, staff } = hall()
      await speak(hall(), 'zh')
      const organization = { code: codeOf(10), name: '广州市天河区（试验）建筑工程技术咨询与项目管理服务有限责任公司第三分公司' }
      const plan = {
        system,
        browser,
        staff,
        organization,
        language: 'zh',
        width: 'wide',
        mobile: '13800138010',
        email: 'chen@example.cn',
      } as const
      expect(await liveStory(plan)).toMatch(/^[0-9a-f]{38}$/)
    })

    it('leads from application to certificate on English pages 390 pixels wide', async () => {
      const { system, browser, staff } = hall()
      await speak(hall(), 'en')
      await staff.page.setViewportSize(widths.narrow)
      const organization = { code: codeOf(11), name: '广州示例科技有限公司' }
      const plan = {
        system,
        browser,
        staff,
        organization,
        language: 'en',
        width: 'narrow',
        mobile: '13900139011',
        email: 'wang@example.cn',
      } as const
      expect(await liveStory(plan)).toMatch(/^[0-9a-f]{38}$/)
      await staff.page.setViewportSize(widths.wide)
    })
  })
