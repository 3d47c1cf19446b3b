/** What a category of Etsy asks for beside the texts, and what stands in it of a listing: asked of Etsy, each with Etsy's own numbers. */
import { type ListedProperty, type PropertyTable, type PropertyValue, SpokeError } from '#kit'
import { type Answer, asJson, type Context, call, statusOf } from './client.ts'
import { noteFrom } from './mapping.ts'
import { Page, PropertyValue as StandingValue, TaxonomyProperty } from './wire.ts'

export async function readProperties(ctx: Context, shelf: string): Promise<PropertyTable> {
  if (!/^\d{1,12}$/.test(shelf)) throw new SpokeError('seller', 'This category is none of Etsy’s. Choose another.')
  const { body } = await call(ctx, { what: 'read what a category asks for', path: `/seller-taxonomy/nodes/${shelf}/properties` })
  return tableFrom(Page.parse(body).results.map(property => TaxonomyProperty.parse(property)))
}

/**
 * Pure. Left out is what only tells variations, what Etsy fills in itself, and what has no values of its own: Etsy wants the number of each
 * (etsy/open-api issue 292).
 */
export function tableFrom(properties: readonly TaxonomyProperty[]): PropertyTable {
  return {
    known: properties
      .filter(({ supports_attributes, selected_values }) => supports_attributes && selected_values.length === 0)
      .map(({ property_id, display_name, is_multivalued, max_values_allowed, possible_values, scales }) => ({
        id: String(property_id),
        name: display_name,
        values: possible_values.flatMap(({ value_id, name, scale_id }): PropertyValue[] => {
          if (!value_id) return []
          const scale = scales.find(one => one.scale_id === scale_id)
          return [{ id: valueId(value_id, scale_id), text: name, ...(scale && { unit: scale.display_name }) }]
        }),
        isFree: false,
        most: is_multivalued ? (max_values_allowed ?? null) : 1,
      }))
      .filter(({ values }) => values.length > 0),
    takesOthers: false,
  }
}

/** A value of a scale is sent with it: '1394-19'. */
const valueId = (value: number, scale: number | null | undefined): string => (scale ? `${value}-${scale}` : String(value))

export async function listProperties(ctx: Context, remoteId: string): Promise<ListedProperty[]> {
  const { body } = await call(ctx, {
    what: 'read the details of a listing',
    path: `/shops/${ctx.settings.shopId}/listings/${remoteId}/properties`,
  })
  return Page.parse(body).results.map(raw => {
    const { property_id, property_name, scale_id, scale_name, value_ids, values } = StandingValue.parse(raw)
    return {
      id: String(property_id),
      name: property_name ?? '',
      values: value_ids.map((id, at) => ({ id: valueId(id, scale_id), text: values[at] ?? '', ...(scale_name && { unit: scale_name }) })),
    }
  })
}

export interface PropertiesBody {
  readonly set: readonly {
    readonly id: number
    readonly scaleId: number | null
    readonly values: readonly { readonly id: number; readonly text: string }[]
  }[]
  readonly clear: readonly number[]
}

/** Pure. @param differing those to be changed. @throws {SpokeError} 'seller' for what cannot stand there. */
export function bodyFor(differing: readonly ListedProperty[]): PropertiesBody {
  const set: PropertiesBody['set'][number][] = []
  const clear: number[] = []
  for (const { id, name, values } of differing) {
    const parts = values.map(value => ({ text: value.text, found: /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(value.id) }))
    if (!/^\d{1,15}$/.test(id) || parts.some(({ found }) => found === null))
      throw new SpokeError('seller', `A value that is chosen for “${name}” is none of Etsy’s. Choose another.`)
    const scales = new Set(parts.map(({ found }) => found![2] ?? null))
    if (scales.size > 1)
      throw new SpokeError(
        'seller',
        `The values that are chosen for “${name}” are of different scales, and Etsy takes one. Choose all from one.`,
      )
    const [scale = null] = scales
    if (values.length === 0) clear.push(Number(id))
    else
      set.push({
        id: Number(id),
        scaleId: scale === null ? null : Number(scale),
        values: parts.map(({ text, found }) => ({ id: Number(found![1]), text: takenText(text) })),
      })
  }
  return { set, clear }
}

/** Source: the document, on `values`: “parenthesis characters are not allowed”. The value is known by its number. */
const takenText = (text: string): string => text.replace(/[()]/g, ' ').replace(/\s+/g, ' ').trim()

export async function writeProperties(ctx: Context, remoteId: string, { set, clear }: PropertiesBody): Promise<void> {
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  // Read anew, whatever its mark says.
  await ctx.note(remoteId, asJson({ ...note, properties: { mark: '', list: [] } }))
  for (const one of set) await setProperty(ctx, remoteId, one)
  for (const id of clear) await clearProperty(ctx, remoteId, id)
}

/**
 * The document wants a form. Of several values some forms keep the last alone, and then the same in JSON is taken (etsy/open-api issue 524); what has
 * become of it is in the answer.
 */
async function setProperty(ctx: Context, remoteId: string, { id, scaleId, values }: PropertiesBody['set'][number]): Promise<void> {
  const what = 'set a detail of the listing'
  const path = `/shops/${ctx.settings.shopId}/listings/${remoteId}/properties/${id}`
  const scale = scaleId === null ? {} : { scale_id: scaleId }
  const [ids, texts] = [values.map(value => value.id), values.map(value => value.text)]
  const inJson = () => call(ctx, { what, method: 'PUT', path, json: { value_ids: ids, values: texts, ...scale } })
  if (texts.some(text => text.includes(','))) return void (await inJson())
  const answer = await call(ctx, { what, method: 'PUT', path, form: { value_ids: ids.join(','), values: texts.join(','), ...scale } })
  if (!hasAll(answer, ids)) await inJson()
}

function hasAll({ body }: Answer, ids: readonly number[]): boolean {
  const { data } = StandingValue.safeParse(body)
  return data === undefined || ids.every(id => data.value_ids.includes(id))
}

/** What is empty already needs no emptying. */
async function clearProperty(ctx: Context, remoteId: string, id: number): Promise<void> {
  const path = `/shops/${ctx.settings.shopId}/listings/${remoteId}/properties/${id}`
  try {
    await call(ctx, { what: 'empty a detail of the listing', method: 'DELETE', path })
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}
