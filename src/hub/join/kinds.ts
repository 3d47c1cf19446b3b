/** What sort of thing a title says it is, by words of four languages: two that say otherwise are two things to sell. */
import { plain } from './tokens.ts'

/** One of each question, or null where the title does not say. */
export interface Kinds {
  readonly craft: string | null
  /** For whom. */
  readonly wearer: string | null
  readonly paper: string | null
  readonly isBundle: boolean
  /** 'No. 3', 'Part 2'. */
  readonly number: number | null
}

const word = (words: string) => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`, 'u')

const crafts: readonly (readonly [string, RegExp])[] = [
  ['crochet', word('crochet|crocheted|hakeln|hakelanleitung|haekelanleitung|gehakelt\\w*|hakel\\w*|ganchillo')],
  ['knitting', word('knit|knits|knitted|knitting|stricken|strick\\w*|gestrickt\\w*|tricot|tricoter|tejer|tejido|punto|dos agujas')],
  ['quilting', word('quilt|quilts|quilted|quilting|patchwork|acolchado|colcha|quiltmuster|quiltanleitung')],
  ['sewing', word('sew|sewing|nahen|nah\\w*|schnittmuster|schnitt|couture|costura|coser')],
]
const wearers: readonly (readonly [string, RegExp])[] = [
  ['a doll', word('doll|dolls|puppe|puppen|poupee|muneca')],
  ['a baby', word('baby|babies|newborn|neugeborene|bebe|nourrisson|recien nacido')],
  [
    'children',
    word(
      "kid|kids|kid'?s|child|children|childrens|toddler|girl|girls|boy|boys|kinder|kind|madchen|jungen|enfant|enfants|fille|garcon|nino|nina|ninos|ninas|infantil",
    ),
  ],
  ['men', word("men|mens|men'?s|herren|manner|homme|hommes|hombre|hombres")],
  ['women', word("women|womens|women'?s|woman|ladies|damen|frauen|femme|femmes|mujer|mujeres")],
]
const bundle = word(
  'bundle|bundles|combo|value pack|pack of|set of|all three|paket|kombi\\w*|sparpaket|lot de|lot|pack|ensemble de|conjunto de|coleccion|collection|sammlung|3 in 1|2 in 1',
)
const numbered = /(?<![\p{L}\p{N}])(?:no|nr|n°|#|vol|volume|band|teil|part|partie|parte|tome|tomo|chapter)\.?\s*(\d{1,3})(?![\p{L}\p{N}])/u

/** @returns the craft that is named most often; null where two are named as often, as in 'knit and crochet'. */
export function craftIn(text: string): string | null {
  const line = plain(text)
  const counted = crafts.map(([name, words]) => ({ name, times: [...line.matchAll(new RegExp(words, 'gu'))].length }))
  const [most, next] = counted.sort((a, b) => b.times - a.times)
  return most!.times > next!.times ? most!.name : null
}

export function kindsIn(title: string): Kinds {
  const line = plain(title)
  const named = (all: readonly (readonly [string, RegExp])[]) => all.filter(([, words]) => words.test(line)).map(([name]) => name)
  const [a4, us] = [word('a4').test(line), word('letter|us letter').test(line)]
  const wearer = named(wearers)
  return {
    craft: craftIn(line),
    // 'For women and men' says nothing against either.
    wearer: wearer.length === 1 ? wearer[0]! : null,
    paper: a4 === us ? null : a4 ? 'A4' : 'Letter',
    isBundle: bundle.test(line),
    number: numbered.test(line) ? Number(numbered.exec(line)![1]) : null,
  }
}
