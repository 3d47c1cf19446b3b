import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** The cell that names the row. */
  readonly isHead?: boolean
  readonly align?: 'right'
  /** Left out when rows are cards. */
  readonly isWideOnly?: boolean
  /** A column of buttons: its label is for screen readers only. */
  readonly isQuiet?: boolean
}

/** A table; on a phone each row is a card. Roles are spelled out because `display: block` takes them away in some browsers. */
export function Table<Row>({
  label,
  rows,
  columns,
  keyOf,
}: {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
}) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <table className="table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(column => (
            <th key={column.key} role="columnheader" scope="col" data-align={column.align}>
              {column.isQuiet ? <span className="hidden">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(row => (
          <tr role="row" key={keyOf(row)}>
            {columns.map(column => {
              const props = {
                'data-label': column.isQuiet ? undefined : column.label,
                'data-align': column.align,
                'data-wide': column.isWideOnly,
                'data-quiet': column.isQuiet,
              }
              return column.isHead ? (
                <th key={column.key} role="rowheader" scope="row" {...props}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.key} role="cell" {...props}>
                  {column.cell(row)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  )
}
