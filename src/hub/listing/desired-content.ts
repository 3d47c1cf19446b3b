/** What the listings of a pattern should hold: made of its facts, pictures, price and newest version, and fitted to each storefront. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { chooseShelf } from '../storefront/choose-shelf.ts'
import { matchFacts } from '../storefront/match-facts.ts'
import { priceByRule } from '../storefront/price-rule.ts'
import { fillDescription, fillTitle, type TemplateFacts } from '../storefront/template.ts'
import { noWishes, noWording, type Wishes, type Wording } from '../storefront/wishes.ts'
import type { ListingContent, ListingField, ListingFile, ListingImage, SalePrice } from './content.ts'
import { fit, type Loss, type PictureFacts } from './fit.ts'
import { leastPrice } from './limits.ts'
import { shelfId } from './shelf.ts'
import type { ShopRules } from './shop-rules.ts'
import { moneyInWords } from './words.ts'

export interface PatternSource extends Omit<TemplateFacts, 'version'> {
  readonly patternId: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly isArchived: boolean
  readonly images: readonly (ListingImage & PictureFacts)[]
  readonly prices: readonly {
    readonly currency: string
    readonly amountMinor: string
    readonly saleMinor: string | null
    readonly saleFrom: string | null
    readonly saleTo: string | null
  }[]
  /** null: no version yet. */
  readonly version: {
    readonly versionId: string
    readonly number: string
    readonly files: readonly ListingFile[]
    /** Taken over from a storefront when its listings were joined. */
    readonly isBrought: boolean
  } | null
}

/** One query for any number of patterns. */
export async function readSources(tx: Tx, patternIds: readonly string[]): Promise<PatternSource[]> {
  const { rows } = await sql<PatternSource>`${kept}
    select p.pattern_id as "patternId", p.title, p.summary, p.description, p.sku, p.tags, p.categories, p.archived_at is not null as "isArchived",
      p.craft, p.sizes, p.materials, p.gauge, p.fabric, p.skill, p.languages, s.name as shop,
      coalesce((
        select jsonb_agg(jsonb_build_object('sha256', i.sha256, 'alt', i.alt, 'mediaType', b.media_type, 'sizeBytes', b.size_bytes,
          'width', (b.facts ->> 'width')::int, 'height', (b.facts ->> 'height')::int) order by i.position)
        from pattern_image i join blob b on b.shop_id = i.shop_id and b.sha256 = i.sha256
        where i.shop_id = p.shop_id and i.pattern_id = p.pattern_id), '[]') as images,
      coalesce((
        select jsonb_agg(jsonb_build_object('currency', c.currency, 'amountMinor', c.amount_minor::text, 'saleMinor', c.sale_minor::text,
          'saleFrom', c.sale_from, 'saleTo', c.sale_to) order by c.currency)
        from price c where c.shop_id = p.shop_id and c.pattern_id = p.pattern_id), '[]') as prices,
      v.version
    from pattern p
    join shop s on s.shop_id = p.shop_id
    left join lateral (
      select jsonb_build_object('versionId', n.version_id, 'number', n.number, 'isBrought', exists (
        select from bringing g where g.shop_id = n.shop_id and g.version_id = n.version_id), 'files', coalesce((
        select jsonb_agg(jsonb_build_object('key', f.file_key, 'name', f.file_name, 'sha256', f.sha256) order by f.position)
        from version_file f where f.shop_id = n.shop_id and f.version_id = n.version_id), '[]')) as version
      from version n where n.shop_id = p.shop_id and n.pattern_id = p.pattern_id
      order by n.created_at desc, n.version_id desc limit 1
    ) v on true
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = any(${patternIds}::uuid[])
    order by p.title, p.pattern_id`.execute(tx)
  return rows
}

/** One storefront as content is made for it. */
export interface Place {
  readonly currency: string
  /** null: no program here knows it. */
  readonly rules: Pick<ShopRules, 'fields' | 'limits'> | null
  readonly wishes: Wishes
}

export const plainPlace = (currency: string): Place => ({ currency, rules: null, wishes: noWishes })

export type Desired =
  | { readonly content: ListingContent; readonly refused: null; readonly losses: readonly Loss[] }
  | { readonly content: null; readonly refused: string; readonly losses: readonly Loss[] }

/** Pure. An archived pattern stays listed but not for sale; nothing is deleted. @param needsFiles false where those that stand there stay. */
export function desiredContent(source: PatternSource, place: Place, { needsFiles = true } = {}): Desired {
  const refuse = (refused: string): Desired => ({ content: null, refused, losses: [] })
  const { number = '', files = [] } = source.version ?? {}
  if (needsFiles && files.length === 0) return refuse(`“${source.title}” has no files yet. Add its first version, then publish.`)
  const wording = place.wishes.wordings.get(source.patternId) ?? noWording
  const priced = pricesFor(source, place, wording)
  if ('refused' in priced) return refuse(priced.refused)
  const facts: TemplateFacts = { ...source, version: number }
  const { template } = place.wishes
  const content: ListingContent = {
    title: wording.title ?? fillTitle(template?.title ?? '', facts),
    summary: source.summary,
    description: wording.description ?? fillDescription(template?.description ?? '', facts),
    sku: source.sku,
    price: priced.price,
    salePrice: priced.salePrice,
    isPublished: !source.isArchived && wording.isOffered,
    tags: wording.tags ?? source.tags,
    categories: source.categories,
    images: source.images.map(({ sha256, alt }) => ({ sha256, alt })),
    files,
    ...(place.rules?.fields.includes('shelf') && { shelf: chooseShelf(source, place.wishes.shelves, wording.shelf) }),
  }
  if (place.rules === null) return { content, refused: null, losses: priced.losses }
  const own = (['title', 'description', 'tags'] as const).filter((field): field is typeof field & ListingField => wording[field] !== null)
  const matched = propertiesAt(source, place, shelfId(content.shelf))
  const pictures = new Map(source.images.map(image => [image.sha256, image]))
  const fitted = fit(content, { rules: place.rules, pictureOf: sha256 => pictures.get(sha256) ?? null, own })
  return {
    content: matched === null ? fitted.content : { ...fitted.content, properties: matched.properties },
    refused: null,
    losses: [...priced.losses, ...fitted.losses, ...(matched?.losses ?? [])],
  }
}

/** What stands in the properties of a category there. @returns null where they are not known (yet), or where there are none. */
export function propertiesAt(source: PatternSource, { rules, wishes }: Pick<Place, 'rules' | 'wishes'>, shelf: string) {
  const table = wishes.tables.get(shelf) ?? wishes.tables.get('')
  if (table === undefined || !rules?.fields.includes('properties')) return null
  const { properties, factOf, losses } = matchFacts(source, table, wishes.wordings.get(source.patternId)?.properties ?? {})
  return { table, properties, factOf, losses: losses.map((says): Loss => ({ field: 'properties', says })) }
}

type Priced =
  | { readonly price: Money; readonly salePrice: SalePrice | null; readonly losses: readonly Loss[] }
  | { readonly refused: string }

/** Her price for this storefront, else by its rule, else the pattern's own in its currency. */
function pricesFor({ title, prices }: PatternSource, { currency, rules, wishes: { priceRule } }: Place, wording: Wording): Priced {
  const rule = priceRule?.currency === currency ? priceRule : null
  const from = rule?.fromCurrency ?? currency
  const known = prices.find(one => one.currency === from)
  const own = wording.price?.currency === currency ? wording.price : null
  if (known === undefined && own !== null) return { price: own, salePrice: null, losses: [] }
  if (known === undefined)
    return {
      refused: `“${title}” has no price in ${from}, ${rule === null ? 'in which this shop sells' : 'from which its price here is made'}. Set one under Prices.`,
    }
  const least = rules === null ? null : leastPrice(rules.limits, currency)
  const ruled = (minor: string) => {
    const money = { minor: BigInt(minor), currency: from }
    return rule === null ? { price: money, raisedTo: null } : priceByRule(rule, money, least)
  }
  const { price: made, raisedTo } = ruled(known.amountMinor)
  const price = own ?? made
  const losses: Loss[] =
    own === null && raisedTo !== null
      ? [
          {
            field: 'price',
            says: `The price is raised to ${raisedTo === 'hers' ? 'your lowest' : 'the least that is taken there'}, ${moneyInWords(made)}.`,
          },
        ]
      : []
  if (known.saleMinor === null) return { price, salePrice: null, losses }
  const sale = ruled(known.saleMinor).price
  // Rounding or a floor may leave nothing between the two.
  if (sale.minor >= price.minor && (rule !== null || own !== null))
    return {
      price,
      salePrice: null,
      losses: [...losses, { field: 'salePrice', says: 'The sale price would be no lower than the price there, so there is none.' }],
    }
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return { price, salePrice: { price: sale, from: time(known.saleFrom), to: time(known.saleTo) }, losses }
}
