/**
 * The client asks for consent and PIN on a page of its own. Browsers open windows only in a click, but the address comes
 * later: so the window is opened empty in the click and sent to the address when it is known. The consent page cuts every
 * tie to us (COOP), so that from then on nothing about the window is known here.
 */
export interface ConsentWindow {
  /** False when there is no window to show it in: then the page offers a button, which is a new click. */
  readonly show: (url: string) => boolean
  /** Only while it is still empty. */
  readonly close: () => void
}

export const openConsentWindow = (waitingText: string): ConsentWindow => {
  const popup = globalThis.open('about:blank', '_blank', features)
  let isEmpty = popup !== null
  if (popup !== null) {
    popup.document.title = waitingText
    popup.document.body.textContent = waitingText
  }
  return {
    show: (url) => {
      if (popup === null || !isEmpty || popup.closed) return false
      isEmpty = false
      popup.location.replace(url)
      return true
    },
    close: () => {
      if (isEmpty) popup?.close()
      isEmpty = false
    },
  }
}

const features = 'popup,width=560,height=720'
