/** The small part of Markdown that our guides and rules use. Anything else is shown as it stands; nothing becomes HTML. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** `start` is the first number of an ordered list; null for dots. */
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string }

export const blocksOf = (source: string): readonly Block[] => {
  const blocks: Block[] = []
  // Code comes first: blank lines inside it are part of it.
  for (const [index, part] of source.split(/^```.*$\n?/m).entries()) {
    if (index % 2 === 1) blocks.push({ kind: 'code', text: part.trimEnd() })
    else for (const chunk of part.split(/\n[^\S\n]*\n/)) blocks.push(...chunkBlocks(chunk.trim()))
  }
  return blocks
}

export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(/\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) })
    pieces.push(pieceOf(match))
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}

const pieceOf = ([whole, strong, code, linkText, to]: RegExpMatchArray): Piece => {
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (code !== undefined) return { kind: 'code', text: code }
  if (linkText !== undefined && to !== undefined && isOpenAddress(to)) return { kind: 'link', text: linkText, to }
  return { kind: 'text', text: whole }
}

/** Only our own pages, the web and mail: never a script address. */
const isOpenAddress = (to: string): boolean => /^(?:\/(?!\/)|https?:\/\/|mailto:)/.test(to)

const chunkBlocks = (chunk: string): readonly Block[] => {
  if (chunk === '') return []
  const lines = chunk.split('\n').map((line) => line.trim())
  const heading = /^(#{1,3})\s+(.*)$/.exec(lines[0] ?? '')
  if (heading !== null) {
    const level = heading[1]?.length === 3 ? 3 : 2
    return [{ kind: 'heading', level, text: heading[2] ?? '' }, ...chunkBlocks(lines.slice(1).join('\n').trim())]
  }
  const mark = /^(?:[-*]|\d+\.)\s+/
  if (!mark.test(lines[0] ?? '')) {
    const firstItem = lines.findIndex((line) => mark.test(line))
    if (firstItem === -1) return [{ kind: 'paragraph', text: lines.reduce(joinLines, '') }]
    return [{ kind: 'paragraph', text: lines.slice(0, firstItem).reduce(joinLines, '') }, ...chunkBlocks(lines.slice(firstItem).join('\n'))]
  }
  const items: string[] = []
  for (const line of lines) {
    if (mark.test(line)) items.push(line.replace(mark, ''))
    else items.push(joinLines(items.pop() ?? '', line))
  }
  const number = /^\d+/.exec(lines[0] ?? '')?.[0]
  return [{ kind: 'list', start: number === undefined ? null : Number(number), items }]
}

/** Wrapped lines: a space between words, none beside a Chinese character. */
const joinLines = (before: string, line: string): string =>
  before === '' || chinese.test(before.slice(-1)) || chinese.test(line.charAt(0)) ? before + line : `${before} ${line}`

const chinese = /[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]/
