/**
 * What a pattern page of Ravelry has beside its texts: yarn weight, yardage, gauge, sizes; and what only a draft can be made with. Source: the
 * document, DraftPatternPOST, PatternPOST, PatternFull; read 2026-11. What Ravelry knows – weights, sizes of needles, languages – is asked of it.
 */
import { gaugeIn, type ListedProperty, oneLine, type Property, type PropertyTable, type PropertyValue, SpokeError } from '#kit'
import { type Context, call } from './client.ts'
import type { Place } from './mapping.ts'
import { type Draft, Languages, NeedleSizes, type Pattern, YarnWeights } from './wire.ts'

const names = {
  yarn_weight: 'Yarn weight',
  yardage: 'Yardage',
  gauge: 'Gauge',
  sizes_available: 'Sizes',
  needles: 'Needle size',
  hooks: 'Hook size',
  languages: 'Language',
} as const
type Name = keyof typeof names

/** Lists of a page: whether a list that is sent takes the place of what stands there is written nowhere, so they are set with the draft and left alone. */
const onceOnly: ReadonlySet<string> = new Set<Name>(['needles', 'hooks', 'languages'])

export async function readProperties(ctx: Context): Promise<PropertyTable> {
  const read = async (what: string, path: string, query: Record<string, string> = {}) =>
    (await call(ctx, { what: `read the ${what}`, path, query })).body
  const weights = YarnWeights.parse(await read('yarn weights', '/yarn_weights')).yarn_weights
  const needles = NeedleSizes.parse(await read('needle sizes', '/needles/sizes', { craft: 'knitting' })).needle_sizes
  const hooks = NeedleSizes.parse(await read('hook sizes', '/needles/sizes', { craft: 'crochet' })).needle_sizes
  const languages = Languages.parse(await read('languages', '/languages/list')).languages
  const free = (id: Name): Property => ({ id, name: names[id], values: [], isFree: true, most: null })
  const listed = (id: Name, values: readonly PropertyValue[], most: number | null): Property => ({
    ...{ id, name: names[id], values, isFree: false, most },
    ...(onceOnly.has(id) && { isOnce: true }),
  })
  const all = [
    listed(
      'yarn_weight',
      weights.map(({ id, name, wpi }) => ({ id, text: wpi ? `${name} (${wpi} wpi)` : name })),
      1,
    ),
    free('yardage'),
    free('gauge'),
    free('sizes_available'),
    listed('needles', needles.map(toSize), null),
    listed('hooks', hooks.map(toSize), null),
    listed(
      'languages',
      languages.map(({ id, name }) => ({ id, text: name })),
      null,
    ),
  ]
  return { known: all.filter(({ isFree, values }) => isFree || values.length > 0), takesOthers: false }
}

const toSize = ({ id, name, metric }: { id: string; name: string; metric: string | null }): PropertyValue => ({
  id,
  text: /mm/.test(name) || metric === null ? oneLine(name) : `${oneLine(name)} - ${metric} mm`,
})

// ---------------------------------------------------------------- as it is held

/** Pure. What does not fit its form is left out, and so is what is set once: neither can be compared. */
export function projectProperties(wanted: readonly ListedProperty[]): ListedProperty[] {
  return wanted
    .filter(({ id }) => !onceOnly.has(id))
    .map(one => (one.values.length === 0 ? one : { ...one, values: held(one) }))
    .filter(({ id, values }) => values.length > 0 || !wanted.some(one => one.id === id && one.values.length > 0))
}

function held({ id, values }: ListedProperty): readonly PropertyValue[] {
  const text = values.map(value => oneLine(value.text)).join(', ')
  const one = (held: string | null) => (held === null || held === '' ? [] : [{ id: '', text: held }])
  if (id === 'sizes_available') return sizesIn(text)
  if (id === 'gauge') return one(gaugeText(gaugeOf(text)))
  if (id === 'yardage') return one(yardageText(yardsOf(text)))
  return values
}

/** One text there, in which sizes stand apart by commas. */
const sizesIn = (text: string): PropertyValue[] =>
  text
    .split(/\s*[,;]\s*/)
    .filter(size => size !== '')
    .map(size => ({ id: '', text: size }))

interface Gauge {
  readonly stitches: string
  readonly rows: number | null
  /** In inches: 4 is 10 cm. */
  readonly divisor: 1 | 2 | 4
}

/** Over 2.5, 5 or 10 centimetres; over any other width it is reckoned for 10. */
function gaugeOf(text: string): Gauge | null {
  const found = gaugeIn(text)
  if (found === null) return null
  const divisor = ([1, 2, 4] as const).find(inches => Math.abs(found.centimetres - inches * 2.5) <= inches * 0.05)
  const scale = divisor === undefined ? 10 / found.centimetres : 1
  const tenth = (number: number) => Math.round(number * scale * 10) / 10
  return {
    stitches: String(tenth(found.stitches)),
    rows: found.rows === null ? null : Math.round(found.rows * scale),
    divisor: divisor ?? 4,
  }
}

const gaugeText = (gauge: Gauge | null): string | null =>
  gauge === null
    ? null
    : `${gauge.stitches} stitches${gauge.rows === null ? '' : ` and ${gauge.rows} rows`} in ${{ 1: '2.5', 2: '5', 4: '10' }[gauge.divisor]} cm`

interface Yards {
  readonly least: number
  readonly most: number
}
const metresOfYard = 0.9144

/** Of '350–420 m'. A metre is more than a yard, so whole metres come back as they went. */
function yardsOf(text: string): Yards | null {
  const [, one, other, unit] = /^\D*(\d{1,6})(?:\s*(?:[-–]|to)\s*(\d{1,6}))?\s*(m|metres|meters|yds?|yards)\b/i.exec(text) ?? []
  if (one === undefined) return null
  const yards = (number: string) => (/^y/i.test(unit ?? '') ? Number(number) : Math.round(Number(number) / metresOfYard))
  return { least: yards(one), most: yards(other ?? one) }
}

const yardageText = (yards: Yards | null): string | null => {
  if (yards === null) return null
  const [least, most] = [yards.least, yards.most].map(number => Math.round(number * metresOfYard))
  return least === most ? `${least} m` : `${least}–${most} m`
}

// ---------------------------------------------------------------- read

/** Pure. Of a page or a draft. */
export function propertiesOf({ pattern, draft }: { readonly pattern: Pattern | null; readonly draft: Draft | null }): ListedProperty[] {
  const own = pattern ?? draft
  if (own === null) return []
  const weight = pattern === null ? { id: draft?.yarn_weight_id ?? null, name: '' } : (pattern.yarn_weight ?? null)
  const divisor = ([1, 2, 4] as const).find(inches => String(inches) === own.gauge_divisor)
  const gauge = own.gauge && divisor !== undefined ? { stitches: own.gauge, rows: rowsOf(own.row_gauge), divisor } : null
  const least = pattern === null ? draft?.yardage_min : pattern.yardage
  const yards = least ? { least, most: own.yardage_max ?? least } : null
  const texts: readonly (readonly [Name, string | null])[] = [
    // What has no width that is known stands there all the same.
    ['gauge', gaugeText(gauge) ?? own.gauge ?? null],
    ['yardage', yardageText(yards)],
  ]
  const sizes = sizesIn(oneLine(own.sizes_available ?? ''))
  return [
    ...(sizes.length > 0 ? [{ id: 'sizes_available', name: names.sizes_available, values: sizes }] : []),
    ...(weight?.id ? [{ id: 'yarn_weight', name: names.yarn_weight, values: [{ id: weight.id, text: weight.name }] }] : []),
    ...texts.flatMap(([id, text]) => {
      const line = oneLine(text ?? '')
      return line === '' ? [] : [{ id, name: names[id], values: [{ id: '', text: line }] }]
    }),
  ]
}

const rowsOf = (text: string | null | undefined): number | null => (text && Number(text) > 0 ? Math.round(Number(text)) : null)

// ---------------------------------------------------------------- written

export type PropertiesBody = { readonly [Id in 'yarn_weight' | 'yardage' | 'gauge' | 'sizes_available']?: PropertyValue | null }

/** Pure. @param wanted as projected; null: to be empty. @throws {SpokeError} 'seller' for a weight that is none of Ravelry's. */
export function bodyFor(wanted: readonly ListedProperty[]): PropertiesBody {
  const foreign = wanted.some(({ id, values }) => id === 'yarn_weight' && values.some(value => !/^\d{1,9}$/.test(value.id)))
  if (foreign) throw new SpokeError('seller', 'The yarn weight that is chosen for this pattern is none of Ravelry’s. Choose another.')
  return Object.fromEntries(
    wanted.map(({ id, values: [first, ...more] }) => [
      id,
      first === undefined ? null : { id: first.id, text: [first, ...more].map(({ text }) => text).join(', ') },
    ]),
  )
}

/** Pure. Numbers are texts in one place and numbers in the other; null empties a number. */
export function dataFor(body: PropertiesBody, kind: NonNullable<Place>['kind']): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  if (body.yarn_weight !== undefined) data.yarn_weight_id = body.yarn_weight === null ? null : Number(body.yarn_weight.id)
  if (body.sizes_available !== undefined) data.sizes_available = body.sizes_available?.text ?? ''
  if (body.yardage !== undefined) {
    const yards = yardsOf(body.yardage?.text ?? '')
    Object.assign(
      data,
      { yardage_min: yards?.least ?? null, yardage_max: yards?.most ?? null },
      kind === 'draft' && { draft_yardage_units: 'Y' },
    )
  }
  if (body.gauge !== undefined) {
    const gauge = gaugeOf(body.gauge?.text ?? '')
    const rows = gauge?.rows ?? null
    Object.assign(
      data,
      { gauge: gauge?.stitches ?? '' },
      gauge !== null && { gauge_divisor: kind === 'draft' ? String(gauge.divisor) : gauge.divisor },
      { row_gauge: kind === 'draft' ? rows : String(rows ?? '') },
    )
  }
  return data
}

/** Pure. What a draft alone can be made with, of all that is wanted. */
export function onceFor(wanted: readonly ListedProperty[]): Record<string, unknown> {
  const ids = (name: Name) =>
    (wanted.find(({ id }) => id === name)?.values ?? []).flatMap(({ id }) => (/^\d+$/.test(id) ? [Number(id)] : []))
  const tools = [
    ...ids('needles').map(needle_size_id => ({ hook: false, needle_size_id })),
    ...ids('hooks').map(needle_size_id => ({ hook: true, needle_size_id })),
  ]
  const languages = ids('languages').map(language_id => ({ language_id }))
  return { ...(tools.length > 0 && { draft_needle_sizes: tools }), ...(languages.length > 0 && { pattern_languages: languages }) }
}
