/** Which facts of a pattern go into which properties of a storefront's category: by words and by units, hers first. Pure. */
import type { ListedProperty, Property, PropertyTable, PropertyValue } from '../listing/properties.ts'
import { folded } from '../listing/properties.ts'
import { type CraftFact, type CraftSource, craftFacts, type FactName, factLabels, yarnIn } from '../pattern/craft-facts.ts'
import { sizeOf } from '../pattern/tool-sizes.ts'

/** By the id of a property: hers for one pattern there; [] for one that is to stay empty. */
export type OwnProperties = { readonly [id: string]: readonly PropertyValue[] | undefined }

export interface Matched {
  readonly properties: readonly ListedProperty[]
  /** The fact that each property tells, by its id; of those that have one. */
  readonly factOf: ReadonlyMap<string, FactName>
  /** What of the facts is not told there, each a sentence. */
  readonly losses: readonly string[]
}

export function matchFacts(source: CraftSource, { known, takesOthers }: PropertyTable, own: OwnProperties): Matched {
  const facts = craftFacts(source)
  const factOf = new Map<string, FactName>()
  const properties: ListedProperty[] = []
  const losses: string[] = []
  const told = new Set<FactName>()
  for (const property of known) {
    const names = factsFor(property.name)
    const fitting = facts.filter(({ name }) => names.includes(name))
    const hers = own[property.id]
    if (fitting[0] !== undefined) factOf.set(property.id, fitting[0].name)
    for (const { name } of fitting) told.add(name)
    if (hers !== undefined) {
      if (hers.length > 0) properties.push({ id: property.id, name: property.name, values: hers })
      continue
    }
    if (fitting.length === 0) continue
    const { values, missed } = valuesFor(property, fitting)
    const kept = property.most === null ? values : values.slice(0, property.most)
    if (missed.length > 0) losses.push(`“${property.name}” there has no value for ${missed.join(', ')}. Choose one, or leave it.`)
    if (kept.length < values.length)
      losses.push(
        `“${property.name}” there takes ${property.most === 1 ? 'one value' : `${property.most} values`}: ${values
          .slice(kept.length)
          .map(({ text }) => text)
          .join(', ')} is left out.`,
      )
    if (kept.length > 0) properties.push({ id: property.id, name: property.name, values: kept })
  }
  const rest = facts.filter(({ name }) => !told.has(name) && !isSaidElsewhere(name))
  if (takesOthers) {
    for (const { name, words } of rest) {
      const label = factLabels[name]
      const values = own[label] ?? words.map(text => ({ id: '', text }))
      factOf.set(label, name)
      if (values.length > 0) properties.push({ id: label, name: label, values })
    }
  } else if (rest.length > 0 && known.length > 0)
    losses.push(
      `There is no place of its own there for ${listed(rest.map(({ name }) => factLabels[name].toLowerCase()))}; the text tells ${rest.length === 1 ? 'it' : 'them'}.`,
    )
  return { properties, factOf, losses }
}

/** The craft is what the category says; materials are for her text. */
const isSaidElsewhere = (name: FactName) => name === 'craft' || name === 'materials'

const listed = (all: readonly string[]): string => (all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`)

/** What a property of this name asks for; a hook is no needle. */
export function factsFor(propertyName: string): FactName[] {
  const name = folded(propertyName)
  const isTool = /needle|hook/.test(name)
  if (isTool) return [...(/hook/.test(name) ? (['hook'] as const) : []), ...(/needle/.test(name) ? (['needle'] as const) : [])]
  return asked
    .filter(([, word]) => word.test(name))
    .map(([fact]) => fact)
    .slice(0, 1)
}

const asked: readonly (readonly [FactName, RegExp])[] = [
  ['yarn', /\byarn (?:weight|thickness)|\bweight of (?:the )?yarn|^weight category/],
  ['yardage', /\byardage|\bmet(?:er|re)age|\byarn (?:amount|length)|\blength of yarn/],
  ['gauge', /\bgauge\b|\btension\b/],
  ['skill', /\bskill|\bdifficulty|\bexperience level|\blevel\b/],
  ['languages', /\blanguages?\b/],
  ['fabric', /\bfabrics?\b|\btextiles?\b/],
  ['sizes', /^(?:garment |clothing |available |finished )?sizes?(?: range)?$/],
  ['craft', /\bcraft(?: type)?\b|\btechniques?\b|\bneedlework\b/],
  ['materials', /^materials?$/],
]

/** Values of one scale alone: that in which most is found, the storefront's first among equals. */
function valuesFor(property: Property, facts: readonly CraftFact[]): Found {
  const units = new Set(property.values.map(({ unit }) => unit))
  if (units.size < 2) return valuesIn(property, facts)
  const found = [...units].map(unit => valuesIn({ ...property, values: property.values.filter(value => value.unit === unit) }, facts))
  return found.reduce((best, one) => (one.values.length > best.values.length ? one : best))
}

interface Found {
  readonly values: readonly PropertyValue[]
  readonly missed: readonly string[]
}

/** @returns the property's own values for the facts, and the words of those it has none for. */
function valuesIn(property: Property, facts: readonly CraftFact[]): Found {
  const values = new Map<string, PropertyValue>()
  const missed: string[] = []
  const add = (value: PropertyValue) => void values.set(`${value.id} ${value.text}`, value)
  for (const fact of facts) {
    if (property.values.length > 0 && (fact.name === 'fabric' || fact.name === 'materials')) {
      // One text with many stuffs in it: each value whose every word stands there.
      const found = property.values.filter(value => hasAll(fact.words.join('\n'), value.text))
      for (const value of found) add(value)
      if (found.length === 0 && !property.isFree) missed.push(`“${fact.words.join(', ').slice(0, 60)}”`)
      if (found.length > 0 || !property.isFree) continue
    }
    for (const { text, tries } of wishesOf(fact)) {
      const found = tries.map(isIt => property.values.find(isIt)).find(value => value !== undefined)
      if (found !== undefined) add(found)
      else if (property.isFree) add({ id: '', text })
      else missed.push(text)
    }
  }
  return { values: [...values.values()], missed }
}

interface WishedValue {
  readonly text: string
  /** What a value is that tells it; the best first. */
  readonly tries: readonly ((value: PropertyValue) => boolean)[]
}

function wishesOf(fact: CraftFact): WishedValue[] {
  const { name, words } = fact
  const isExact = (text: string) => (value: PropertyValue) => folded(value.text) === folded(text)
  if (name === 'needle' || name === 'hook')
    return (fact.millimetres ?? []).map(mm => ({ text: `${mm} mm`, tries: [({ text, unit }) => isSize(sizeOf(text, unit, name), mm)] }))
  if (name === 'yarn')
    return (fact.yarn ?? []).map((weight, at) => ({
      text: words[at] ?? weight,
      // 'DK' before 'DK / Sport', and both before 'Sport (DK)'.
      tries: [
        ({ text }) => folded(unbraced(text)) === weight,
        ({ text }) => weightsOf(unbraced(text)).join() === weight,
        ({ text }) => weightsOf(unbraced(text)).includes(weight),
        ({ text }) => weightsOf(text).includes(weight),
      ],
    }))
  if (name === 'skill')
    return words.map(text => {
      const level = levelOf(text)
      const is = (wanted: number) => (value: PropertyValue) => level !== null && levelOf(value.text) === wanted
      // Where a storefront tells three levels, what is easy is for beginners.
      return { text, tries: [isExact(text), is(level ?? -1), is(level === 1 ? 0 : -1)] }
    })
  if (name === 'languages')
    return words.map((text, at) => ({
      text,
      tries: [
        isExact(text),
        isExact(fact.codes?.[at] ?? text),
        value => new RegExp(`^${escaped(folded(text))}\\b`, 'u').test(folded(value.text)),
      ],
    }))
  return words.map(text => ({ text, tries: [isExact(text), value => bare(value.text) === bare(text)] }))
}

const unbraced = (text: string) => text.replace(/\(.*$/, '')

/** A value of a list is a weight, so that its first word alone is one, too. */
const weightsOf = (text: string) =>
  yarnIn(
    /^\s*(?:lace|thread)\b/i.test(text)
      ? `${text.trim().split(/\s/)[0]?.toLowerCase() === 'lace' ? 'lace weight' : 'crochet thread'}`
      : text,
  )

const isSize = (known: number | null, wanted: number) => known !== null && Math.abs(known - wanted) < 0.01

/** 'Size M' and 'M' are one size. */
const bare = (text: string) => folded(text).replace(/^(?:size|eu|us|uk)\s+/, '')
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const hasAll = (text: string, value: string): boolean => {
  const words = folded(value)
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter(word => word.length > 2 && word !== 'and' && word !== 'fabric')
  return words.length > 0 && words.every(word => new RegExp(`\\b${escaped(word)}\\b`, 'u').test(folded(text)))
}

const levels: readonly (readonly [number, RegExp])[] = [
  [1, /\badvanced beginner|\badventurous beginner|\beasy\b/],
  [0, /\bbeginner|\bbasic|\bnovice|\bstarter/],
  [2, /\bintermediate|\bmedium|\bmoderate/],
  [3, /\badvanced|\bexperienced|\bexpert|\bcomplex|\bdifficult|\bhard\b/],
]
const levelOf = (text: string): number | null => levels.find(([, word]) => word.test(folded(text)))?.[0] ?? null
