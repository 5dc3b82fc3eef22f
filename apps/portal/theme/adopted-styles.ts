/**
 * Ant Design writes its styles into <style> elements, which our content security policy refuses. From the first call on,
 * style elements meant for the head go to a shelf outside the document, and their text becomes constructed style sheets:
 * no inline style, no nonce, and index.html stays a static, precompressed file. Ant's style writer follows the elements
 * to wherever they were really put.
 */
export const adoptStyles = (): void => {
  if (isAdopting) return
  isAdopting = true
  const head = document.head
  head.appendChild = <Child extends Node>(child: Child): Child =>
    isStyle(child) ? shelve(child, null) : (plainNode.appendChild.call(head, child) as Child)
  head.insertBefore = <Child extends Node>(child: Child, before: Node | null): Child =>
    isStyle(child) ? shelve(child, before) : (plainNode.insertBefore.call(head, child, before) as Child)
  head.removeChild = <Child extends Node>(child: Child): Child => {
    if (child.parentNode !== shelf) return plainNode.removeChild.call(head, child) as Child
    shelf.removeChild(child)
    adopt()
    return child
  }
  // The text of an element already on the shelf may change later.
  new MutationObserver(adopt).observe(shelf, { childList: true, subtree: true, characterData: true })
}

let isAdopting = false
let adopted = new Set<CSSStyleSheet>()
const plainNode = Node.prototype
const shelf = document.createElement('div')
const sheets = new WeakMap<Element, { text: string; readonly sheet: CSSStyleSheet }>()

const isStyle = (node: Node): boolean => node instanceof HTMLStyleElement

/** At once and not when the observer gets its turn: components measure themselves right after they wrote their styles. */
const shelve = <Child extends Node>(child: Child, before: Node | null): Child => {
  shelf.insertBefore(child, before === null || before.parentNode === shelf ? before : shelf.firstChild)
  adopt()
  return child
}

const adopt = (): void => {
  const inOrder = [...shelf.children].map(sheetOf)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((sheet) => !adopted.has(sheet)), ...inOrder]
  adopted = new Set(inOrder)
}

const sheetOf = (element: Element): CSSStyleSheet => {
  const text = element.textContent ?? ''
  const known = sheets.get(element) ?? { text: '', sheet: new CSSStyleSheet() }
  if (known.text !== text) {
    known.text = text
    known.sheet.replaceSync(text)
  }
  sheets.set(element, known)
  return known.sheet
}
