import type { ReactNode } from 'react'

export interface RecordColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Full width and without its title when rows become cards. */
  readonly wide?: boolean
}

export interface RecordTableProps<Row> {
  readonly caption: string
  readonly columns: readonly RecordColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
}

/** A table on a desk, cards on a phone. */
export const RecordTable = <Row,>({ caption, columns, rows, rowKey }: RecordTableProps<Row>) => (
  <table className="records">
    <caption className="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.title} scope="col">
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={rowKey(row)}>
          {columns.map((column) => (
            <td key={column.title} data-title={column.title} className={column.wide === true ? 'records__wide' : undefined}>
              <div>{column.cell(row)}</div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)
