/**
 * Ant Design writes its styles into <style> elements, which our content security policy refuses. So the elements are kept
 * on a shelf outside the document, and their text becomes constructed style sheets: no inline style, no nonce, and
 * index.html stays a static, precompressed file.
 */
export const styleShelf = (): Element => {
  shelf ??= makeShelf()
  return shelf
}

let shelf: Element | undefined

const makeShelf = (): Element => {
  const made = document.createElement('div')
  const sheets = new WeakMap<Element, { text: string; readonly sheet: CSSStyleSheet }>()
  let ours = new Set<CSSStyleSheet>()
  new MutationObserver(() => {
    const inOrder = [...made.children].map((element) => sheetOf(element, sheets))
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((sheet) => !ours.has(sheet)), ...inOrder]
    ours = new Set(inOrder)
  }).observe(made, { childList: true, subtree: true, characterData: true })
  return made
}

const sheetOf = (element: Element, sheets: WeakMap<Element, { text: string; readonly sheet: CSSStyleSheet }>): CSSStyleSheet => {
  const text = element.textContent ?? ''
  const known = sheets.get(element) ?? { text: '', sheet: new CSSStyleSheet() }
  if (known.text !== text) {
    known.text = text
    known.sheet.replaceSync(text)
  }
  sheets.set(element, known)
  return known.sheet
}
