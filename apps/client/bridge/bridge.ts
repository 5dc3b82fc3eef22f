import { createHash } from 'node:crypto'
import { clientPath, clientSubprotocol } from '@certhall/contract/client/vocabulary'
import { toBase64Url } from '@certhall/kernel/bytes'
import type { Clock } from '@certhall/kernel/clock'
import type { Random } from '@certhall/kernel/random'
import { html } from '../consent/html.ts'
import { pageStyle, stylePolicy } from '../consent/style.ts'
import { ownHost } from '../door/address.ts'
import type { Page } from '../door/http-door.ts'
import { securityHeaders } from '../door/security-headers.ts'
import { bridgeScript } from './bridge-script.ts'

export interface BridgeDeps {
  readonly clock: Clock
  readonly random: Random
  readonly port: () => number
  readonly allowedOrigins: readonly string[]
}

export interface Bridge {
  readonly show: () => Page
  /** Uses the token up; the origin that the bridge page vouches for, or undefined. */
  readonly originOf: (token: string, origin: string) => string | undefined
}

/**
 * The window for browsers that refuse loopback to pages. It is opened by the hall's page, is itself same-origin to the
 * client, and carries a one-time token that no other page can read.
 */
export const createBridge = (deps: BridgeDeps): Bridge => {
  const tokens = new Map<string, number>()
  return {
    show: () => {
      const token = toBase64Url(deps.random.bytes(32))
      tokens.set(token, deps.clock.nowMs() + tokenLifeMs)
      for (const oldest of tokens.keys()) if (tokens.size > mostTokens) tokens.delete(oldest)
      return bridgePage(deps, token)
    },
    originOf: (token, origin) => {
      const endsMs = tokens.get(token)
      tokens.delete(token)
      return endsMs !== undefined && deps.clock.nowMs() < endsMs ? origin : undefined
    },
  }
}

/** From opening the window to the first word of the page that opened it. */
const tokenLifeMs = 60_000
const mostTokens = 16

const scriptPolicy = `script-src 'sha256-${createHash('sha256').update(bridgeScript).digest('base64')}'`

/** The opener must be kept (COOP unsafe-none): it is all that this page speaks with. */
const bridgePage = ({ port, allowedOrigins }: BridgeDeps, token: string): Page => ({
  status: 200,
  headers: securityHeaders([stylePolicy, scriptPolicy, `connect-src ws://${ownHost(port())}`], 'unsafe-none'),
  html: html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>统一客户端 · Certhall client</title>
<style>${{ html: pageStyle }}</style></head>
<body><main data-token="${token}"
 data-origins="${JSON.stringify(allowedOrigins)}" data-path="${clientPath}" data-protocol="${clientSubprotocol}">
<h1>统一客户端 · Certhall client</h1>
${lines.map(
  ({ when, zh, en }) => html`<div data-when="${when}"
${when === 'waiting' ? null : html` hidden`}><p>${zh}</p><p lang="en">${en}</p></div>`,
)}
</main><script>${{ html: bridgeScript }}</script></body></html>
`.html,
})

const lines = [
  { when: 'waiting', zh: '正在连接证书服务大厅的页面……', en: 'Waiting for the page of the hall …' },
  { when: 'open', zh: '已连接。办理期间请不要关闭这个窗口。', en: 'Connected. Leave this window open until you are done.' },
  { when: 'closed', zh: '连接已断开，可以关闭这个窗口。', en: 'The connection has ended. You may close this window.' },
  { when: 'alone', zh: '这个窗口只能由证书服务大厅的页面打开。', en: 'Only a page of the hall can open this window.' },
] as const
