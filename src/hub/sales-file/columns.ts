/** What the columns of a table of sales can mean, and what her table's columns mean: said once, kept under a name. */

export const salesFields = [
  'orderNumber',
  'date',
  'product',
  'sku',
  'email',
  'name',
  'country',
  'quantity',
  'gross',
  'tax',
  'fee',
  'currency',
  'refund',
] as const
export type SalesField = (typeof salesFields)[number]

/** Which column holds what, by its heading. */
export type SalesColumns = { readonly [Field in SalesField]?: string }

/** What a storefront's own table is known to call its columns: the first that is there is taken. */
export type KnownColumns = { readonly [Field in SalesField]?: readonly string[] }

export type DateOrder = 'ymd' | 'dmy' | 'mdy'
export type DecimalSign = '.' | ','

export interface SalesMap {
  readonly columns: SalesColumns
  /** null: what the dates themselves tell; asked where they tell nothing. */
  readonly dateOrder: DateOrder | null
  readonly decimalSign: DecimalSign | null
  /** For amounts without a currency of their own. */
  readonly currency: string
  /** An amount is of the whole row, or of each piece. */
  readonly amountsAre: 'row' | 'piece'
  /** Tax is part of what was paid, or comes on top of it. */
  readonly taxIs: 'inside' | 'on-top'
}

/** The same text for the same meaning, in whatever order it was said. */
export const mapText = ({ columns, dateOrder, decimalSign, currency, amountsAre, taxIs }: SalesMap): string =>
  JSON.stringify({
    columns: Object.fromEntries(salesFields.flatMap(field => (columns[field] === undefined ? [] : [[field, columns[field]]]))),
    ...{ dateOrder, decimalSign, currency, amountsAre, taxIs },
  })

export const mapOfText = (text: string): SalesMap => JSON.parse(text) as SalesMap
