/**
 * Runs once no button or finger is down. Leaving a field by pressing a button must not draw its error at once: the page
 * would move under the pointer, and the press would end beside the button that it began on.
 */
export const afterPress = (act: () => void): void => {
  if (!isPressed) {
    setTimeout(act, settleMs)
    return
  }
  waiting.push(act)
}

/** Touch screens tell of the press only after the finger has gone, so the click needs a moment of its own. */
const settleMs = 60

let isPressed = false
let waiting: (() => void)[] = []

const release = (): void => {
  isPressed = false
  const acts = waiting
  waiting = []
  setTimeout(() => {
    for (const act of acts) act()
  }, settleMs)
}

if (typeof document !== 'undefined') {
  document.addEventListener(
    'pointerdown',
    () => {
      isPressed = true
    },
    true,
  )
  document.addEventListener('pointerup', release, true)
  document.addEventListener('pointercancel', release, true)
}
