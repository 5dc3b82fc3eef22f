import { describe, expect, it } from 'vitest'
import { blocksOf, piecesOf } from './document-blocks.ts'

describe('a guide written in small Markdown', () => {
  it('never links to a script, a data address or another host without a scheme', () => {
    for (const to of ['javascript:alert(1)', 'data:text/html,x', '//evil.example/', 'ftp://x']) {
      expect(piecesOf(`see [here](${to})`).some((piece) => piece.kind === 'link')).toBe(false)
    }
  })

  it('has headings, paragraphs, lists and code', () => {
    expect(blocksOf('# One\nfirst line\nsecond line\n\n- a\n- b\n  more\n\n1. c\n2. d\n\n```\nx\n\ny\n```\nend')).toEqual([
      { kind: 'heading', level: 2, text: 'One' },
      { kind: 'paragraph', text: 'first line second line' },
      { kind: 'list', start: null, items: ['a', 'b more'] },
      { kind: 'list', start: 1, items: ['c', 'd'] },
      { kind: 'code', text: 'x\n\ny' },
      { kind: 'paragraph', text: 'end' },
    ])
  })

  it('goes on counting when numbered points stand in paragraphs of their own', () => {
    expect(blocksOf('1. a\n\n2. b')).toEqual([
      { kind: 'list', start: 1, items: ['a'] },
      { kind: 'list', start: 2, items: ['b'] },
    ])
  })

  it('joins wrapped Chinese lines without a space', () => {
    expect(blocksOf('第一行\n第二行')).toEqual([{ kind: 'paragraph', text: '第一行第二行' }])
  })

  it('knows strong words, code and links inside a line', () => {
    expect(piecesOf('a **b** `c` [d](/help/usage) e')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'd', to: '/help/usage' },
      { kind: 'text', text: ' e' },
    ])
  })
})
