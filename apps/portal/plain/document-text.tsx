import { Fragment } from 'react'
import { Link } from 'react-router'
import { type Block, blocksOf, piecesOf } from './document-blocks.ts'

/** Guides, rules and consent texts: small Markdown, never HTML. */
export const DocumentText = ({ text }: { readonly text: string }) => (
  <div className="document print-address">
    {blocksOf(text).map((block, index) => (
      <BlockView key={index} block={block} />
    ))}
  </div>
)

const BlockView = ({ block }: { readonly block: Block }) => {
  if (block.kind === 'heading') return block.level === 2 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>
  if (block.kind === 'paragraph') {
    return (
      <p>
        <Line text={block.text} />
      </p>
    )
  }
  if (block.kind === 'code') {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls by the keyboard what is wider than its box
      <pre tabIndex={0}>
        <code>{block.text}</code>
      </pre>
    )
  }
  const items = block.items.map((item, index) => (
    <li key={index}>
      <Line text={item} />
    </li>
  ))
  return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
}

const Line = ({ text }: { readonly text: string }) =>
  piecesOf(text).map((piece, index) => {
    if (piece.kind === 'strong') return <strong key={index}>{piece.text}</strong>
    if (piece.kind === 'code') return <code key={index}>{piece.text}</code>
    if (piece.kind === 'text') return <Fragment key={index}>{piece.text}</Fragment>
    return piece.to.startsWith('/') ? (
      <Link key={index} to={piece.to}>
        {piece.text}
      </Link>
    ) : (
      <a key={index} href={piece.to} rel="noreferrer">
        {piece.text}
      </a>
    )
  })
