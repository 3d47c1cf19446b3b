/** Tables of sales as some program might write them: any separator, quotes, letters, decimal sign and order of dates. */
import fc from 'fast-check'

export interface WrittenSale {
  readonly number: string
  readonly at: Date
  readonly product: string
  readonly email: string
  readonly name: string
  readonly quantity: number
  readonly grossMinor: bigint
  readonly taxMinor: bigint
  readonly refunded: boolean
}

export interface Dialect {
  readonly separator: ',' | ';' | '\t'
  readonly encoding: 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  readonly decimalSign: '.' | ','
  readonly groups: boolean
  readonly sign: '' | '€' | 'EUR'
  readonly dateOrder: 'ymd' | 'dmy' | 'mdy'
  readonly ending: '\n' | '\r\n'
  readonly quotesAll: boolean
  readonly isEnded: boolean
}

export const header = ['Order', 'Date', 'Product', 'E-mail', 'Buyer', 'Qty', 'Paid', 'Tax', 'Refunded'] as const
export const columns = {
  orderNumber: 'Order',
  date: 'Date',
  product: 'Product',
  email: 'E-mail',
  name: 'Buyer',
  quantity: 'Qty',
  gross: 'Paid',
  tax: 'Tax',
  refund: 'Refunded',
} as const

const text = fc.constantFrom(
  'Wren Tee',
  'Ärmel “Öl”',
  'a; b, c',
  'say "hi"',
  'two\nlines',
  "l'été",
  ' trailing',
  '=1+1',
  'Tab\there',
  '£ 5 – off',
)

export const saleArbitrary: fc.Arbitrary<WrittenSale> = fc.record({
  number: fc.integer({ min: 1, max: 60 }).map(String),
  at: fc.integer({ min: Date.UTC(2020, 0, 1) / 86_400_000, max: Date.UTC(2026, 0, 1) / 86_400_000 }).map(day => new Date(day * 86_400_000)),
  product: text,
  email: fc.constantFrom('ana@example.com', 'Bo@Example.com', ''),
  name: text,
  quantity: fc.integer({ min: 1, max: 3 }),
  grossMinor: fc.bigInt({ min: 0n, max: 500_000_000n }),
  taxMinor: fc.constant(0n),
  refunded: fc.boolean(),
})

export const dialectArbitrary: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(',' as const, ';' as const, '\t' as const),
  encoding: fc.constantFrom('utf-8' as const, 'utf-8-mark' as const, 'utf-16le' as const, 'utf-16be' as const, 'windows-1252' as const),
  decimalSign: fc.constantFrom('.' as const, ',' as const),
  groups: fc.boolean(),
  sign: fc.constantFrom('' as const, '€' as const, 'EUR' as const),
  dateOrder: fc.constantFrom('ymd' as const, 'dmy' as const, 'mdy' as const),
  ending: fc.constantFrom('\n' as const, '\r\n' as const),
  quotesAll: fc.boolean(),
  isEnded: fc.boolean(),
})

const two = (n: number) => String(n).padStart(2, '0')

export function writeTable(sales: readonly WrittenSale[], dialect: Dialect): Uint8Array {
  const { separator, decimalSign, groups, sign, dateOrder, ending, quotesAll, isEnded } = dialect
  const cell = (value: string) =>
    quotesAll || /["\n\r]|^\s|\s$/.test(value) || value.includes(separator) ? `"${value.replaceAll('"', '""')}"` : value
  const money = (minor: bigint) => {
    const whole = (minor / 100n).toString()
    const grouped = groups ? whole.replace(/\B(?=(\d{3})+$)/g, decimalSign === '.' ? ',' : '.') : whole
    const amount = `${grouped}${decimalSign}${(minor % 100n).toString().padStart(2, '0')}`
    return sign === '€' ? `€ ${amount}` : sign === 'EUR' ? `${amount} EUR` : amount
  }
  const date = (at: Date) => {
    const [year, month, day] = [at.getUTCFullYear(), two(at.getUTCMonth() + 1), two(at.getUTCDate())]
    return dateOrder === 'ymd' ? `${year}-${month}-${day}` : dateOrder === 'dmy' ? `${day}.${month}.${year}` : `${month}/${day}/${year}`
  }
  const rows = sales.map(sale => [
    sale.number,
    date(sale.at),
    sale.product,
    sale.email,
    sale.name,
    String(sale.quantity),
    money(sale.grossMinor),
    money(sale.taxMinor),
    sale.refunded ? 'yes' : 'no',
  ])
  const written = [header as readonly string[], ...rows].map(row => row.map(cell).join(separator)).join(ending)
  return bytesOf(`${written}${isEnded ? ending : ''}`, dialect.encoding)
}

/** The letters of Windows-1252 that are not those of Latin 1. */
const western: Readonly<Record<string, number>> = { '€': 0x80, '“': 0x93, '”': 0x94, '–': 0x96, '’': 0x92, '…': 0x85 }

export function bytesOf(written: string, encoding: Dialect['encoding']): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(written)
  if (encoding === 'utf-8-mark') return Buffer.from(`\ufeff${written}`)
  if (encoding === 'windows-1252') return Uint8Array.from([...written].map(char => western[char] ?? char.codePointAt(0)!))
  const little = Buffer.from(`\ufeff${written}`, 'utf16le')
  return encoding === 'utf-16le' ? little : little.swap16()
}
