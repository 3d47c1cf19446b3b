/**
 * What the record of a pattern says of its craft, told apart: some of it has a field of its own, needles, hooks, yarn and how much of it stand among the
 * materials. Nothing is guessed: what is not said is left out. Pure.
 */
import { languageOf } from '../storefront/template.ts'
import type { PatternFacts } from './facts.ts'
import { millimetresIn, usSizesIn } from './tool-sizes.ts'

export const factNames = [
  'craft',
  'skill',
  'sizes',
  'languages',
  'needle',
  'hook',
  'yarn',
  'yardage',
  'gauge',
  'fabric',
  'materials',
] as const
export type FactName = (typeof factNames)[number]

/** As the screens and storefronts that take any name call them. */
export const factLabels: Readonly<Record<FactName, string>> = {
  craft: 'Craft',
  skill: 'Skill level',
  sizes: 'Sizes',
  languages: 'Language',
  needle: 'Needle size',
  hook: 'Hook size',
  yarn: 'Yarn weight',
  yardage: 'Yardage',
  gauge: 'Gauge',
  fabric: 'Fabric',
  materials: 'Materials',
}

export const yarnWeights = ['thread', 'lace', 'fingering', 'sport', 'dk', 'worsted', 'aran', 'bulky', 'super bulky', 'jumbo'] as const
export type YarnWeight = (typeof yarnWeights)[number]

export interface CraftFact {
  readonly name: FactName
  /** In words, one of each; of needles and hooks '4 mm'. */
  readonly words: readonly string[]
  /** Of needles and hooks. */
  readonly millimetres?: readonly number[]
  readonly yarn?: readonly YarnWeight[]
  /** In metres, the least and the most. */
  readonly metres?: { readonly least: number; readonly most: number }
  /** As codes. */
  readonly codes?: readonly string[]
}

export type CraftSource = Pick<PatternFacts, 'sizes' | 'materials' | 'gauge' | 'fabric' | 'skill' | 'languages' | 'tags'> & {
  readonly craft: string
}

export function craftFacts(source: CraftSource): CraftFact[] {
  const { craft, sizes, materials, gauge, fabric, skill, languages } = source
  const lines = `${materials}\n${gauge}`.split('\n')
  const isOfYarn = craft === 'knitting' || craft === 'crochet'
  const millimetres = (word: RegExp, tool: 'needle' | 'hook') => [
    ...new Set(
      lines.filter(line => word.test(line)).flatMap(line => (millimetresIn(line).length > 0 ? millimetresIn(line) : usSizesIn(line, tool))),
    ),
  ]
  const needles = isOfYarn ? millimetres(/needle|nadel/i, 'needle') : []
  const hooks = isOfYarn ? millimetres(/\bhook|häkelnadel/i, 'hook') : []
  const yarn = isOfYarn ? yarnIn(materials) : []
  const metres = isOfYarn ? metresIn(lines) : null
  const facts: (CraftFact | null)[] = [
    craft === 'other' ? null : { name: 'craft', words: [craft] },
    skill === '' ? null : { name: 'skill', words: [skill] },
    sizes.length === 0 ? null : { name: 'sizes', words: sizes },
    languages.length === 0 ? null : { name: 'languages', words: languages.map(languageOf), codes: languages },
    needles.length === 0 ? null : { name: 'needle', words: needles.map(mm => `${mm} mm`), millimetres: needles },
    hooks.length === 0 ? null : { name: 'hook', words: hooks.map(mm => `${mm} mm`), millimetres: hooks },
    yarn.length === 0 ? null : { name: 'yarn', words: yarn.map(inWords), yarn },
    metres === null ? null : { name: 'yardage', words: [metresInWords(metres)], metres },
    gauge === '' ? null : { name: 'gauge', words: [gauge] },
    fabric === '' ? null : { name: 'fabric', words: [fabric] },
    materials === ''
      ? null
      : {
          name: 'materials',
          words: materials
            .split('\n')
            .map(line => line.trim())
            .filter(Boolean),
        },
  ]
  return facts.filter(fact => fact !== null)
}

const inWords = (weight: YarnWeight): string => (weight === 'dk' ? 'DK' : `${weight.charAt(0).toUpperCase()}${weight.slice(1)}`)
const metresInWords = ({ least, most }: { least: number; most: number }): string => (least === most ? `${least} m` : `${least}–${most} m`)

/** The longer names first: 'super bulky' is not bulky, 'light worsted' is DK. */
const yarnWords: readonly (readonly [YarnWeight, RegExp])[] = [
  ['jumbo', /\bjumbo\b/],
  ['super bulky', /\bsuper[\s-]?(?:bulky|chunky)\b/],
  ['dk', /\bdk\b|\bdouble knit(?:ting)?\b|\blight worsted\b|\b8[\s-]?ply\b/],
  ['fingering', /\bfingering\b|\bsock (?:weight|yarn)\b|\b4[\s-]?ply\b|\bsuper fine\b/],
  ['bulky', /\bbulky\b|\bchunky\b|\b12[\s-]?ply\b/],
  ['worsted', /\bworsted\b/],
  ['aran', /\baran\b|\b10[\s-]?ply\b/],
  ['sport', /\bsport\b(?! ?bra)|\b5[\s-]?ply\b/],
  ['lace', /\blace(?:weight| weight| yarn)\b|\b[23][\s-]?ply\b/],
  ['thread', /\bthread\b|\bcobweb\b/],
]

/** @returns the weights of yarn that a text names, in the order of `yarnWeights`. */
export function yarnIn(text: string): YarnWeight[] {
  const found = new Set<YarnWeight>()
  // 'Matching thread' is for sewing up: thread counts where it is what is worked with.
  for (const line of text.toLowerCase().split('\n')) {
    let left = line
    for (const [weight, word] of yarnWords) {
      if (!word.test(left) || (weight === 'thread' && !/crochet thread|cobweb|^thread/.test(left))) continue
      found.add(weight)
      left = left.replace(word, ' ')
    }
  }
  return yarnWeights.filter(weight => found.has(weight))
}

const metresOfYard = 0.9144

/** How much yarn in all, where a line says so: '350–420 m', '440 yards'. 'About 220 m in 100 g' is what a ball holds and tells nothing. */
function metresIn(lines: readonly string[]): NonNullable<CraftFact['metres']> | null {
  const found: number[] = []
  for (const line of lines) {
    if (!/yarn|wool|cotton|yard|garn|metre|meter|weight/i.test(line)) continue
    for (const match of line.matchAll(
      /(\d{2,5})(?:\s*(?:[-–]|to|bis)\s*(\d{2,5}))?\s*(m|metres|meters|yds?|yards)\b(?!\s*(?:in|per|\/|=|je|wide|long))/gi,
    )) {
      const [, one, other, unit = 'm'] = match
      const before = line.slice(0, match.index)
      if (/(?:\bper|\bballs? of|\bskeins? of|=|\bg with|\/)\s*(?:about |approx\.? )?$/i.test(before)) continue
      const scale = /^y/i.test(unit) ? metresOfYard : 1
      found.push(...[one, other].flatMap(number => (number === undefined ? [] : [Math.round(Number(number) * scale)])))
    }
  }
  return found.length === 0 ? null : { least: Math.min(...found), most: Math.max(...found) }
}

/** '22 stitches and 26 rounds in 10 cm': null where it does not say so. Stitches and rows over as many centimetres. */
export function gaugeIn(text: string): { readonly stitches: number; readonly rows: number | null; readonly centimetres: number } | null {
  const stitches = /(\d+(?:[.,]\d+)?)\s*(?:stitches|sts|sc|dc|meshes|maschen)\b/i.exec(text)?.[1]
  const over = /\b(?:in|over|per|=|auf)\s*(\d+(?:[.,]\d+)?)\s*(cm|inch(?:es)?|in\b|")/i.exec(text)
  if (stitches === undefined || over === null) return null
  const rows = /(\d+(?:[.,]\d+)?)\s*(?:rows|rounds|rnds|reihen|runden)\b/i.exec(text)?.[1]
  const number = (written: string) => Number(written.replace(',', '.'))
  const width = number(over[1]!) * (/^cm/i.test(over[2]!) ? 1 : 2.54)
  return { stitches: number(stitches), rows: rows === undefined ? null : number(rows), centimetres: Math.round(width * 10) / 10 }
}
