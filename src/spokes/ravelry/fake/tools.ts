/** A handful of what Ravelry knows of yarns, needles and languages. Its numbers are its own: whoever knows one by heart is wrong here. */
import type { Call } from './answer.ts'
import { refused } from './shop.ts'
import type { Facts } from './state.ts'
import type { Values } from './validate.ts'

const yarnWeights = [
  ['Lace', '32-34'],
  ['Light Fingering', '15'],
  ['Fingering', '14'],
  ['Sport', '12'],
  ['DK / Sport', '11'],
  ['DK', '11'],
  ['Worsted', '9'],
  ['Aran / Worsted', '8'],
  ['Bulky', '7'],
].map(([name = '', wpi = ''], at) => ({
  id: String(7001 + at),
  name,
  wpi,
  ply: '',
  knit_gauge: '',
  crochet_gauge: '',
  min_gauge: '',
  max_gauge: '',
}))
const needleSizes = [
  ['4', '3.5', 'E'],
  ['5', '3.75', 'F'],
  ['6', '4.0', 'G'],
  ['7', '4.5', null],
  ['8', '5.0', 'H'],
].map(([us, metric, hook], at) => ({
  id: 5001 + at,
  us,
  metric: Math.trunc(Number(metric)),
  pretty_metric: metric,
  hook,
  name: `US ${us}  - ${metric} mm`,
}))
const spoken = [
  ['en', 'English'],
  ['de', 'German'],
].map(([code, name], at) => ({ id: 3001 + at, code, name, short_name: name, permalink: code, universal: false }))

export const weights = () => ({ yarn_weights: yarnWeights })
export const sizes = ({ query }: Call) => ({ needle_sizes: needleSizes.filter(({ hook }) => query.craft !== 'crochet' || hook !== null) })
export const languages = () => ({ languages: spoken })

/** @throws {Refused} 400 for a number that is none of Ravelry's. */
export function assertKnown({
  yarn_weight_id: weight,
  draft_needle_sizes: tools = [],
  pattern_languages: own = [],
  gauge_divisor: divisor,
}: Values): void {
  if (typeof weight === 'number' && !yarnWeights.some(({ id }) => id === String(weight)))
    throw refused(400, 'Yarn weight is not in the list')
  for (const { needle_size_id: size } of tools as { needle_size_id?: number }[])
    if (!needleSizes.some(({ id }) => id === size)) throw refused(400, 'Needle size is not in the list')
  for (const { language_id: language } of own as { language_id?: number }[])
    if (!spoken.some(({ id }) => id === language)) throw refused(400, 'Language is not in the list')
  if (divisor !== undefined && ![1, 2, 4].includes(Number(divisor))) throw refused(400, 'Gauge divisor is not in the list')
}

const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value))

/** As a draft tells it: what it was given, and its tools and languages with what they are. */
export function draftTold({ more }: Facts) {
  const {
    draft_needle_sizes: tools = [],
    pattern_languages: own = [],
    draft_yardage_units: _units,
    ...rest
  } = more as Record<string, never>
  return {
    ...(rest as object),
    draft_needle_sizes: (tools as { hook?: boolean; needle_size_id: number }[]).map(({ hook = false, needle_size_id }, at) => ({
      ...{ id: at + 1, hook },
      needle_size: needleSizes.filter(({ id }) => id === needle_size_id),
    })),
    languages: (own as { language_id: number }[]).flatMap(({ language_id }) => spoken.filter(({ id }) => id === language_id)),
  }
}

/** As a page tells it: numbers where a draft has texts, and the other way about. */
export function pageTold({ more }: Facts) {
  const { gauge, gauge_divisor, row_gauge, sizes_available, yardage_min, yardage_max, yarn_weight_id, gauge_pattern } = more
  const weight = yarnWeights.find(({ id }) => id === String(yarn_weight_id)) ?? null
  return {
    ...{
      gauge: textOf(gauge),
      gauge_pattern: textOf(gauge_pattern),
      row_gauge: textOf(row_gauge),
      sizes_available: textOf(sizes_available),
    },
    gauge_divisor: gauge_divisor === undefined ? null : Number(gauge_divisor),
    yardage: yardage_min ?? null,
    yardage_max: yardage_max ?? null,
    yarn_weight: weight,
    yarn_weight_description: weight?.name ?? '',
  }
}
