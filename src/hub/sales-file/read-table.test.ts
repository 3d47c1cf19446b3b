/** A table of sales is the same sales however it is written; what cannot be told is asked, and what is no table is refused in words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refused } from '#hub/refused.ts'
import { bytesOf, columns, dialectArbitrary, header, saleArbitrary, writeTable } from '#testing/written-table.ts'
import { decimalSignOf, parseAmount } from './amounts.ts'
import type { SalesMap } from './columns.ts'
import { orderOf, parseDate } from './dates.ts'
import { guessColumns } from './guess-columns.ts'
import { lookAtTable, readTable, type TableRow } from './read-table.ts'
import { type ToldTable, tellRows } from './told-rows.ts'

const map: SalesMap = { columns, dateOrder: null, decimalSign: null, currency: 'EUR', amountsAre: 'row', taxIs: 'inside' }
const seed = Number(process.env.SELVAGE_SEED ?? 20_261_129)

/** In pieces, as a socket gives them. */
const inPieces =
  (bytes: Uint8Array, size = 7) =>
  async () =>
    (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })()

async function told(bytes: Uint8Array, given: Partial<SalesMap> = {}): Promise<ToldTable> {
  const open = inPieces(bytes)
  const reading = await lookAtTable(open, 'sales.csv')
  const rows: TableRow[] = []
  for await (const row of readTable(open, reading)) rows.push(row)
  return tellRows(rows, reading.header, { ...map, ...given })
}
const table = (text: string) => Buffer.from(text)
const refused = (sentence: RegExp) => (error: unknown) => error instanceof Refused && sentence.test(error.message)

test('whatever the dialect, the table reads back as the same sales', async t => {
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(fc.array(saleArbitrary, { minLength: 1, maxLength: 8 }), dialectArbitrary, async (sales, dialect) => {
      const { rows, faults, questions } = await told(writeTable(sales, dialect), {
        dateOrder: dialect.dateOrder,
        decimalSign: dialect.decimalSign,
      })
      assert.deepEqual([faults, questions], [[], []])
      assert.deepEqual(
        rows.map(({ told: row, buyer }) => [
          row.number,
          row.placedAt,
          row.product,
          row.quantity,
          row.gross,
          row.refunded,
          buyer.email,
          buyer.name,
        ]),
        sales.map(sale => [
          sale.number,
          sale.at.toISOString(),
          sale.product.trim(),
          sale.quantity,
          sale.grossMinor.toString(),
          (sale.refunded ? sale.grossMinor : 0n).toString(),
          sale.email || null,
          sale.name.trim(),
        ]),
      )
    }),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? 200), seed },
  )
})

test('what is not said of dates and amounts is told by all of them together, or asked; never guessed wrong', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(saleArbitrary, { minLength: 1, maxLength: 6 }), dialectArbitrary, async (sales, dialect) => {
      const { rows, questions } = await told(writeTable(sales, dialect))
      if (questions.length > 0) return
      assert.deepEqual(
        rows.map(({ told: row }) => [row.placedAt, row.gross]),
        sales.map(sale => [sale.at.toISOString(), sale.grossMinor.toString()]),
      )
    }),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? 200), seed },
  )
})

test('a date that may be two days is asked, with the ones in doubt; one that cannot decides for all', () => {
  assert.equal(orderOf(['03/04/2026', '05/06/2026']), 'asked')
  assert.equal(orderOf(['03/04/2026', '25/06/2026']), 'dmy')
  assert.equal(orderOf(['03/04/2026', '06/25/2026']), 'mdy')
  assert.equal(orderOf(['03/03/2026']), 'dmy', 'both ways it is one day')
  assert.equal(orderOf(['2026-04-03', '3. März 2026', 'March 3, 2026']), 'dmy', 'these say it themselves')
  assert.equal(orderOf(['31/31/2026']), null)
  assert.equal(parseDate('3 févr. 2026 14:05', 'dmy')?.toISOString(), '2026-02-03T14:05:00.000Z')
  assert.equal(parseDate('2026-02-03T14:05:00+02:00', 'ymd')?.toISOString(), '2026-02-03T12:05:00.000Z')
  assert.equal(parseDate('12/31/2025 12:10 am', 'mdy')?.toISOString(), '2025-12-31T00:10:00.000Z')
  for (const wrong of ['30/02/2026', '2026-13-01', 'yesterday', '1/1/1', '25:00 3.3.2026'])
    assert.equal(parseDate(wrong, 'dmy'), null, wrong)
})

test('an amount with one sign may be thousands or cents: the currency or the other amounts decide, else it is asked', () => {
  const all = (currency: string, ...texts: string[]) => decimalSignOf(texts.map(text => ({ text, currency })))
  assert.equal(all('EUR', '1,234'), '.', 'a thousandth of a euro is nothing')
  assert.equal(all('KWD', '1,234'), 'asked')
  assert.equal(all('KWD', '1,234', '1.5'), '.')
  assert.equal(all('EUR', '5', '7'), '.')
  assert.equal(all('EUR', '5,00', '1.234,50'), ',')
  assert.equal(all('EUR', '5,00', '5.00'), null)
  const minor = (text: string, sign: '.' | ',', currency = 'EUR') => parseAmount(text, sign, currency)?.minor ?? null
  assert.deepEqual(
    [
      minor('(5.00)', '.'),
      minor('−5,00 €', ','),
      minor("CHF 1'234.50", '.', 'CHF'),
      minor('1 234,5', ','),
      minor('¥1,250', '.', 'JPY'),
      minor('5.00-', '.'),
    ],
    [-500n, -500n, 123_450n, 123_450n, 1250n, -500n],
  )
  for (const wrong of ['', 'n/a', '1,23,4', '5.005', '5.00 USD', '--5', '€']) assert.equal(minor(wrong, '.'), null, wrong)
})

test('two equal rows stay two, and each has the same key in every file', async () => {
  const row = ';13.3.2026;Wren;a@example.com;Ana;1;9,50;0;\n'
  const one = await told(table(`${header.join(';')}\n${row}${row}`))
  const two = await told(table(`${header.join(';')}\n;2.3.2026;Ebb;;;1;3,00;0;\n${row}${row}${row}`))
  const keys = (of: ToldTable) => of.rows.map(({ orderKey }) => orderKey)
  assert.equal(new Set(keys(one)).size, 2)
  assert.deepEqual(keys(two).slice(1, 3), keys(one))
})

test('rows that cannot be read are told by line and reason, and the others are read', async () => {
  const { rows, faults } = await told(
    table(
      [
        header.join(','),
        '1,2026-03-01,Wren,,,1,9.50,0,',
        '2,soon,Wren,,,1,9.50,0,',
        '3,2026-03-01,,,,1,9.50,0,',
        '4,2026-03-01,Wren,,,one,9.50,0,',
        '5,2026-03-01,Wren,,,1,n/a,0,',
        '6,2026-03-01,Wren',
        '7,2026-03-01,Wren,,,1,9.50,0,pending',
        '8,2026-03-01,Wren,,,1,9.50,0,12.00',
        ',2026-03-01,Wren,,,1,-9.50,0,',
        '9,2026-03-01,"Wren, the ""first""",,,2,19.00,0,9.50',
        '',
      ].join('\n'),
    ),
  )
  assert.deepEqual(
    rows.map(({ line, told: row }) => [line, row.number, row.product, row.refunded]),
    [
      [2, '1', 'Wren', '0'],
      [11, '9', 'Wren, the "first"', '950'],
    ],
  )
  assert.deepEqual(
    faults.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '3: “soon” is no date in the order of the others.',
      '4: It names no product.',
      '5: “one” is no number of pieces.',
      '6: “n/a” is no amount in EUR.',
      '7: It has 3 columns where the first line names 9.',
      '8: It says “pending”, so it is no sale that was paid.',
      '9: More was given back than was paid.',
      '10: It is below zero and names no order, so it is not known what it gives back.',
    ],
  )
})

test('what is no table, not whole, or in letters that are not known is refused with what to do', async () => {
  const good = `${header.join(',')}\n1,2026-03-01,Wren,,,1,9.50,0,\n`
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.from('504b030414000600', 'hex'), /Excel or OpenDocument file, or a ZIP/],
    [table('%PDF-1.7 x'), /is a PDF/],
    [table(''), /is empty/],
    [table('just words\nand more\n'), /is no table/],
    [table(`${good}2,2026-03-01,Wr`), /breaks off in line 3/],
    [table(`${good}2,2026-03-01,"Wren,,,1,9.50,0,\n`), /quotation mark is opened near line 3 and never closed/],
    [Buffer.from(good, 'utf16le'), /letters of “sales.csv” cannot be read/],
    [Buffer.concat([table(good), Buffer.from([0x81, 0x8d, 0xff])]), /letters of “sales.csv” cannot be read/],
    [bytesOf(good, 'utf-16le').subarray(0, -1), /in the midst of a letter/],
  ]
  for (const [bytes, sentence] of cases) await assert.rejects(told(bytes), refused(sentence), String(sentence))
})

test('columns are proposed by their headings, in several languages; a storefront’s own words come first', () => {
  assert.deepEqual(
    guessColumns(['Bestellnummer', 'Datum', 'Artikel', 'E-Mail', 'Käufer', 'Anzahl', 'Gesamtbetrag', 'MwSt', 'Gebühr', 'Währung']),
    {
      orderNumber: 'Bestellnummer',
      date: 'Datum',
      product: 'Artikel',
      email: 'E-Mail',
      name: 'Käufer',
      quantity: 'Anzahl',
      gross: 'Gesamtbetrag',
      tax: 'MwSt',
      fee: 'Gebühr',
      currency: 'Währung',
    },
  )
  assert.equal(guessColumns(['Total', 'Net', 'Date'], { gross: ['Net'] }).gross, 'Net')
})
