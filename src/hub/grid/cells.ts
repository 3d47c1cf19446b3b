/** The grid's columns and cells: each a text, as it stands in a spreadsheet; read from a pattern and set in one. Pure. */
import { MoneyRefused, parseMoney, toDecimal } from '../money.ts'
import { line, tidyFacts } from '../pattern/facts.ts'

export interface GridColumn {
  /** 'title', 'sku', 'tags', 'categories', 'price:EUR', 'sale:EUR', 'offer:' and a connection's id. */
  readonly key: string
  /** The heading, in a file too; no two are the same. */
  readonly label: string
  readonly kind: 'text' | 'list' | 'money' | 'yes-no'
}

export interface GridPrice {
  readonly amountMinor: bigint
  readonly saleMinor: bigint | null
  readonly saleFrom: Date | null
  readonly saleTo: Date | null
}

export interface GridPattern {
  readonly patternId: string
  readonly editNo: number
  readonly title: string
  readonly sku: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  /** By currency. */
  readonly prices: ReadonlyMap<string, GridPrice>
  /** Connections at which it is not offered. */
  readonly notOffered: ReadonlySet<string>
}

export interface Currencies {
  readonly currencies: readonly string[]
  readonly storefronts: readonly { readonly connectionId: string; readonly label: string }[]
}

export function columnsOf({ currencies, storefronts }: Currencies): GridColumn[] {
  const labels = new Set<string>()
  const free = (label: string): string => {
    let chosen = label
    for (let number = 2; labels.has(chosen.toLowerCase()); number++) chosen = `${label} (${number})`
    labels.add(chosen.toLowerCase())
    return chosen
  }
  return [
    { key: 'title', label: 'Title', kind: 'text' },
    { key: 'sku', label: 'Article number', kind: 'text' },
    ...currencies.flatMap((currency): GridColumn[] => [
      { key: `price:${currency}`, label: `Price ${currency}`, kind: 'money' },
      { key: `sale:${currency}`, label: `Sale price ${currency}`, kind: 'money' },
    ]),
    { key: 'tags', label: 'Tags', kind: 'list' },
    { key: 'categories', label: 'Categories', kind: 'list' },
    ...storefronts.map(
      ({ connectionId, label }): GridColumn => ({ key: `offer:${connectionId}`, label: free(`Offered at ${label}`), kind: 'yes-no' }),
    ),
  ]
}

export function cellOf(pattern: GridPattern, key: string): string {
  const [name = '', of = ''] = key.split(':')
  const price = pattern.prices.get(of)
  switch (name) {
    case 'title':
    case 'sku':
      return pattern[name]
    case 'tags':
    case 'categories':
      return joined(pattern[name])
    case 'price':
      return price === undefined ? '' : toDecimal({ minor: price.amountMinor, currency: of })
    case 'sale':
      return price === undefined || price.saleMinor === null ? '' : toDecimal({ minor: price.saleMinor, currency: of })
    default:
      return pattern.notOffered.has(of) ? 'no' : 'yes'
  }
}

/** By commas; by semicolons where a name has a comma in it. */
const joined = (names: readonly string[]): string =>
  names.some(name => name.includes(',')) ? `${names.join('; ')}${names.length === 1 ? ';' : ''}` : names.join(', ')
const parted = (text: string): string[] => text.split(text.includes(';') ? ';' : ',')

export type SetCell = { readonly pattern: GridPattern } | { readonly wrong: string }

/** @returns the pattern with this cell, or what is wrong with the text and what to do. */
export function setCell(pattern: GridPattern, { key, kind }: GridColumn, given: string): SetCell {
  const [name = '', of = ''] = key.split(':')
  const text = line(given)
  if (kind === 'text') {
    const [most, what] = name === 'title' ? [200, 'A title'] : [100, 'An article number']
    if (text === '') return { wrong: `${what} cannot be empty. Write one.` }
    if (text.length > most) return { wrong: `${what} has at most ${most} characters; this one has ${text.length}. Shorten it.` }
    return { pattern: { ...pattern, [name]: text } }
  }
  if (kind === 'list') {
    const names = parted(text)
    const most = name === 'tags' ? { each: 60, all: 60 } : { each: 100, all: 20 }
    const tidy = tidyFacts({ tags: names }).tags ?? []
    const long = tidy.find(one => one.length > most.each)
    if (long !== undefined) return { wrong: `“${long.slice(0, 40)}…” has more than ${most.each} characters. Separate names by commas.` }
    if (tidy.length > most.all) return { wrong: `There are ${tidy.length} names; ${most.all} are the most. Take some out.` }
    return { pattern: { ...pattern, [name]: tidy } }
  }
  if (kind === 'yes-no') {
    const isYes = yesNo.get(text.toLowerCase())
    if (isYes === undefined) return { wrong: `“${text.slice(0, 40)}” is neither yes nor no. Write one of the two.` }
    const notOffered = new Set(pattern.notOffered)
    if (isYes) notOffered.delete(of)
    else notOffered.add(of)
    return { pattern: { ...pattern, notOffered } }
  }
  return setMoney(pattern, { isSale: name === 'sale', currency: of, text })
}

const yesNo = new Map([
  ...['yes', 'y', 'true', '1', 'x', 'on', 'ja', 'oui', 'sí', 'si'].map(word => [word, true] as const),
  ...['no', 'n', 'false', '0', '', 'off', 'nein', 'non'].map(word => [word, false] as const),
])

const largestMinor = 10n ** 12n

function setMoney(pattern: GridPattern, { isSale, currency, text }: { isSale: boolean; currency: string; text: string }): SetCell {
  const before = pattern.prices.get(currency)
  const prices = new Map(pattern.prices)
  if (text === '') {
    if (!isSale) prices.delete(currency)
    else if (before !== undefined) prices.set(currency, { ...before, saleMinor: null, saleFrom: null, saleTo: null })
    return { pattern: { ...pattern, prices } }
  }
  const read = readAmount(text, currency)
  if ('wrong' in read) return read
  if (!isSale) prices.set(currency, { ...(before ?? { saleMinor: null, saleFrom: null, saleTo: null }), amountMinor: read.minor })
  else if (before === undefined)
    return { wrong: `There is no price in ${currency} that this could be a sale price of. Write the price first.` }
  else prices.set(currency, { ...before, saleMinor: read.minor })
  return { pattern: { ...pattern, prices } }
}

/** '9.50', '9,50', '€ 9.50', '9.50 EUR'. What might be a thousand is asked about instead of guessed. */
function readAmount(text: string, currency: string): { readonly minor: bigint } | { readonly wrong: string } {
  const bare = text
    .replace(new RegExp(`^${currency}|${currency}$`, 'i'), '')
    .replace(/^\p{Sc}|\p{Sc}$/u, '')
    .trim()
  const wrong = `“${text.slice(0, 40)}” is no price in ${currency}. Write it with digits and a point, such as 7.50.`
  if (/^-/.test(bare)) return { wrong: `A price cannot be below zero. Give one in ${currency} of 0 or more.` }
  if (!/^\d{1,12}([.,]\d*)?$/.test(bare)) return { wrong }
  try {
    const { minor } = parseMoney(bare.replace(',', '.'), currency)
    return minor > largestMinor ? { wrong: `This price in ${currency} is too high. Look at it again.` } : { minor }
  } catch (error) {
    if (error instanceof MoneyRefused) return { wrong: error.message }
    throw error
  }
}

/** What is wrong with a pattern once all of its cells are set; by column. */
export function wrongTogether({ prices }: GridPattern): { readonly key: string; readonly says: string }[] {
  return [...prices].flatMap(([currency, { amountMinor, saleMinor }]) =>
    saleMinor !== null && saleMinor >= amountMinor
      ? [
          {
            key: `sale:${currency}`,
            says: `The sale price in ${currency} should be lower than the price, ${toDecimal({ minor: amountMinor, currency })}.`,
          },
        ]
      : [],
  )
}
