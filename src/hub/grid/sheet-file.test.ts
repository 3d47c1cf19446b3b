import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnsOf, type GridPattern } from './cells.ts'
import { guarded, readSheetFile, tableOf, toCsv, toXlsx, unguarded } from './sheet-file.ts'
import { decimalPlaces } from './sheet-number.ts'

const shop = '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a01'
const id = (at: number) => `0199f3a2-7c10-7a51-8d20-${String(at).padStart(12, '0')}`
const columns = columnsOf({
  currencies: ['EUR'],
  storefronts: [
    { connectionId: id(90), label: 'Far' },
    { connectionId: id(91), label: 'Far' },
  ],
})
const pattern = (at: number, facts: Partial<GridPattern> = {}): GridPattern => ({
  patternId: id(at),
  editNo: 1,
  title: `Wren ${at}`,
  sku: `SM-${at}`,
  tags: ['tee', 'woven'],
  categories: [],
  prices: new Map([['EUR', { amountMinor: 950n, saleMinor: null, saleFrom: null, saleTo: null }]]),
  notOffered: new Set([id(91)]),
  ...facts,
})
const read = (text: string | Buffer) => readSheetFile(shop, Buffer.from(text), columns)
const refusal = (text: string | Buffer, message: RegExp) => assert.rejects(read(text), { name: 'Refused', code: 'sheet', message })

test('what goes out comes in the same, as CSV and as XLSX', async () => {
  const patterns = [pattern(1), pattern(2, { title: '=1+1', tags: ['a, b'], prices: new Map() })]
  const table = tableOf(shop, columns, patterns)
  assert.deepEqual(table[0], [
    'Selvage row',
    'Title',
    'Article number',
    'Price EUR',
    'Sale price EUR',
    'Tags',
    'Categories',
    'Offered at Far',
    'Offered at Far (2)',
  ])
  assert.deepEqual(table[1]?.slice(1), ['Wren 1', 'SM-1', '9.50', '', 'tee, woven', '', 'yes', 'no'])
  const [csv, xlsx] = [await read(toCsv(table)), await read(await toXlsx(table))]
  assert.deepEqual([csv.source, xlsx.source], ['csv', 'xlsx'])
  assert.deepEqual(csv.rows, xlsx.rows)
  assert.deepEqual(csv.rows[1], {
    row: 3,
    patternId: id(2),
    sku: 'SM-2',
    cells: {
      title: '=1+1',
      sku: 'SM-2',
      'price:EUR': '',
      'sale:EUR': '',
      tags: 'a, b;',
      categories: '',
      [`offer:${id(90)}`]: 'yes',
      [`offer:${id(91)}`]: 'no',
    },
  })
})

test('no cell that leaves as CSV is a formula, and each comes back as it was', () => {
  for (const text of ['=HYPERLINK("x")', '+1', '-1', '@x', "'=1", "''+1", '\t=1']) assert.match(guarded(text), /^'/)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^['=+@\t-]{0,4}[a-z]*$/)), text => {
      assert.equal(unguarded(guarded(text)), text)
      assert.ok(!/^[=+\-@\t\r]/.test(guarded(text)))
    }),
  )
})

test('any cell survives CSV: quotes, lines, delimiters, scripts of the world', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('a"b', 'x;y,z', 'two\nlines', ' padded ', '"', '""', ','),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async titles => {
      const clean = titles.map((text, at) => `${at}${text.replace(/\p{Cc}/gu, match => (match === '\n' ? match : ' '))}`)
      const { rows } = await read(toCsv([['Article number', 'Title'], ...clean.map((title, at) => [`S${at}`, title])]))
      assert.deepEqual(
        rows.map(({ cells }) => cells.title),
        clean,
      )
    }),
    { numRuns: 60 },
  )
})

test('files of other spreadsheets are read: semicolons, tabs, without a mark, old Windows, UTF-16', async () => {
  for (const text of [
    'Article number;Title\r\nS1;Café\r\n',
    'Article number\tTitle\nS1\tCafé',
    Buffer.from('SKU,Title\nS1,Caf\xe9\n', 'latin1'),
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('SKU\tTitle\nS1\tCafé', 'utf16le')]),
  ])
    assert.deepEqual((await read(text)).rows, [{ row: 2, patternId: null, sku: 'S1', cells: { title: 'Café' } }])
  assert.deepEqual(['9.9499999999999993', '9.5', '1E-2', '100000000', 'x', '1234567890123456789'].map(decimalPlaces), [
    '9.95',
    '9.5',
    '0.01',
    '100000000',
    'x',
    '1234567890123460000',
  ])
})

test('a wrong file is refused with what is wrong, where, and what to do', async () => {
  await refusal('', /The file is empty/)
  await refusal('%PDF-1.7\u0001\u0002', /no CSV or XLSX file/)
  await refusal('Title,Price EUR\nWren,9.50', /names neither “Selvage row” nor “Article number”/)
  await refusal('SKU,Title\nS1,"open', /quotation mark.*not closed/s)
  await refusal('SKU,Title,title\nS1,a,b', /two columns “title”/)
  await refusal(`Selvage row,Title\nffffffff:${id(1)},x`, /made for another shop \(row 2\)/)
  await refusal('Selvage row,Title\nnonsense,x', /“nonsense” in row 2 is no row of a list from here/)
  await refusal(Buffer.from('PK\u0003\u0004 broken', 'latin1'), /no XLSX file that can be read/)
  await refusal(`SKU\n${'x\n'.repeat(5_001)}`, /5001 rows; 5000 are the most/)
  const bomb = Buffer.from(await toXlsx([['SKU'], ['S1']]))
  const end = bomb.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  bomb.writeUInt32LE(0x7fffffff, bomb.readUInt32LE(end + 16) + 24)
  await refusal(bomb, /larger than 60 MB/)
  const { notes, rows } = await read('SKU,Colour,Title\nS1,red,x\n,,\n')
  assert.deepEqual(
    [notes.map(({ column, says }) => `${column}: ${says}`), rows.length],
    [['Colour: This column is not known here and is passed over.'], 1],
  )
})
