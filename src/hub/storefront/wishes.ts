/** What she says of storefronts: templates, price rules, and her own words for single patterns; read for any number at once. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { PropertyTable } from '../listing/properties.ts'
import type { Shelf } from '../listing/shelf.ts'
import type { Money } from '../money.ts'
import type { ShelfWishes } from './choose-shelf.ts'
import type { OwnProperties } from './match-facts.ts'
import type { PriceRule, Rounding } from './price-rule.ts'
import type { Template } from './template.ts'

/** Hers, of one pattern at one storefront; null: as the pattern and the template have it. */
export interface Wording {
  readonly title: string | null
  readonly description: string | null
  readonly tags: readonly string[] | null
  readonly price: Money | null
  /** The id of a place in the storefront's own tree of categories. */
  readonly shelf: string | null
  /** What stands in the properties of its category there, where she has chosen it; {}: as the facts have it. */
  readonly properties: OwnProperties
  /** false: not made there, and off sale where it is. */
  readonly isOffered: boolean
}

export const noWording: Wording = { title: null, description: null, tags: null, price: null, shelf: null, properties: {}, isOffered: true }

export interface Wishes {
  readonly template: Template | null
  readonly priceRule: PriceRule | null
  readonly shelves: ShelfWishes
  /** What its categories ask for, by their ids; '' is for all of them. None is known until it has told them. */
  readonly tables: ReadonlyMap<string, PropertyTable>
  /** By pattern id. */
  readonly wordings: ReadonlyMap<string, Wording>
}

export const noWishes: Wishes = {
  template: null,
  priceRule: null,
  shelves: { shelves: [], byCraft: {} },
  tables: new Map(),
  wordings: new Map(),
}

interface Row {
  readonly connectionId: string
  readonly template: Template | null
  readonly shelves: readonly Shelf[]
  readonly tables: Readonly<Record<string, PropertyTable>>
  readonly byCraft: ShelfWishes['byCraft'] | null
  readonly rule: { [Name in keyof PriceRule]: PriceRule[Name] extends bigint | null ? string | null : PriceRule[Name] } | null
  readonly wordings: readonly (Omit<Wording, 'price'> & {
    readonly patternId: string
    readonly priceMinor: string | null
    readonly priceCurrency: string | null
  })[]
}

/** One question for any number of connections and patterns. @returns by connection id. */
export async function readWishes(tx: Tx, connectionIds: readonly string[], patternIds: readonly string[]): Promise<Map<string, Wishes>> {
  const { rows } = await sql<Row>`${kept}
    select c.connection_id as "connectionId",
      (select jsonb_build_object('title', t.title, 'description', t.description)
       from storefront_template t where t.shop_id = c.shop_id and t.connection_id = c.connection_id) as template,
      coalesce((select h.shelves from storefront_shelves h where h.shop_id = c.shop_id and h.connection_id = c.connection_id), '[]') as shelves,
      (select coalesce(jsonb_object_agg(h.shelf, h.properties), '{}')
       from storefront_properties h where h.shop_id = c.shop_id and h.connection_id = c.connection_id) as tables,
      (select t.shelves from storefront_template t where t.shop_id = c.shop_id and t.connection_id = c.connection_id) as "byCraft",
      (select jsonb_build_object('currency', r.currency, 'fromCurrency', r.from_currency, 'rateMillionths', r.rate_millionths::text,
         'percentHundredths', r.percent_hundredths, 'addMinor', r.add_minor::text, 'rounding', r.rounding, 'floorMinor', r.floor_minor::text)
       from price_rule r where r.shop_id = c.shop_id and r.connection_id = c.connection_id and r.currency = c.currency) as rule,
      (select coalesce(jsonb_agg(jsonb_build_object('patternId', w.pattern_id, 'title', w.title, 'description', w.description, 'tags', w.tags,
         'priceMinor', w.price_minor::text, 'priceCurrency', w.price_currency, 'shelf', w.shelf, 'properties', w.properties, 'isOffered', w.is_offered)), '[]')
       from wording w where w.shop_id = c.shop_id and w.connection_id = c.connection_id and w.pattern_id = any(${patternIds}::uuid[])) as wordings
    from connection c
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = any(${connectionIds}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.connectionId, toWishes(row)]))
}

function toWishes({ template, rule, shelves, tables, byCraft, wordings }: Row): Wishes {
  return {
    template,
    shelves: { shelves, byCraft: byCraft ?? {} },
    tables: new Map(Object.entries(tables)),
    priceRule:
      rule === null
        ? null
        : {
            currency: rule.currency,
            fromCurrency: rule.fromCurrency,
            rateMillionths: BigInt(rule.rateMillionths ?? '1000000'),
            percentHundredths: rule.percentHundredths,
            addMinor: BigInt(rule.addMinor ?? '0'),
            rounding: rule.rounding as Rounding,
            floorMinor: rule.floorMinor === null ? null : BigInt(rule.floorMinor),
          },
    wordings: new Map(
      wordings.map(({ patternId, priceMinor, priceCurrency, title, description, tags, shelf, properties, isOffered }) => [
        patternId,
        {
          title,
          description,
          tags,
          price: priceMinor === null || priceCurrency === null ? null : { minor: BigInt(priceMinor), currency: priceCurrency },
          shelf,
          properties,
          isOffered,
        },
      ]),
    ),
  }
}
