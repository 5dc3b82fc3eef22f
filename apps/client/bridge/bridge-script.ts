/**
 * Runs in the bridge window (its source text is put into the page; nothing outside this function is in its reach). It
 * talks to the page that opened it, if that page's origin is on the list, and passes its messages on to the client.
 */
const runBridge = (): void => {
  const { token = '', origins = '[]', path = '', protocol = '' } = document.querySelector('main')?.dataset ?? {}
  const allowed = JSON.parse(origins) as readonly string[]
  const opener = window.opener as Window | null
  const tell = (key: string): void => {
    for (const line of document.querySelectorAll('[data-when]')) (line as HTMLElement).hidden = line.getAttribute('data-when') !== key
  }
  if (opener === null) return tell('alone')

  let page: string | undefined
  let socket: WebSocket | undefined
  const waiting: string[] = []
  const connect = (origin: string): WebSocket => {
    const opened = new WebSocket(`ws://${location.host}${path}?bridge=${token}&origin=${encodeURIComponent(origin)}`, protocol)
    opened.onopen = () => {
      tell('open')
      for (const text of waiting.splice(0)) opened.send(text)
    }
    opened.onmessage = ({ data }) => opener.postMessage(JSON.parse(String(data)), origin)
    opened.onclose = () => {
      tell('closed')
      opener.postMessage({ event: 'bridge.closed' }, origin)
    }
    return opened
  }
  window.addEventListener('message', (event) => {
    // The first page that speaks is the only one: another origin in the same opener is another page.
    if (event.source !== opener || !allowed.includes(event.origin) || (page !== undefined && page !== event.origin)) return
    page = event.origin
    socket ??= connect(page)
    const text = JSON.stringify(event.data)
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
    else waiting.push(text)
  })
  // A browser delivers to the one origin that the opener really has.
  for (const origin of allowed) opener.postMessage({ event: 'bridge.ready' }, origin)
}

export const bridgeScript = `(${runBridge.toString()})()`
