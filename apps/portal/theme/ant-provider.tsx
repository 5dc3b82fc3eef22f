import { ConfigProvider } from 'antd'
import enUs from 'antd/locale/en_US'
import zhCn from 'antd/locale/zh_CN'
import type { ReactNode } from 'react'
import { useLanguage } from '../messages/translation.ts'
import { adoptStyles } from './adopted-styles.ts'
import { antTheme } from './ant-theme.ts'
import { useScheme } from './theme-choice.ts'

adoptStyles()

/** Around the desk and nothing else: the first view never loads Ant. */
export const AntProvider = ({ children }: { readonly children: ReactNode }) => {
  const language = useLanguage()
  const scheme = useScheme()
  return (
    <ConfigProvider
      theme={antTheme(scheme)}
      locale={language === 'zh' ? zhCn : enUs}
      // Ant otherwise writes 查 询, which breaks labels for readers and tests.
      button={{ autoInsertSpace: false }}
      componentSize="middle"
    >
      {children}
    </ConfigProvider>
  )
}
