/**
 * Price, SKU and quantity. Etsy takes them as one whole, so what was read at the look right before is sent back with nothing else changed. What
 * has no record yet is asked for once more, since a record that is merely not told would be lost.
 */
import { type Money, money } from '#kit'
import { asJson, type Context, call, statusOf } from './client.ts'
import { noteFrom, rawNumber, toMoney } from './mapping.ts'
import { quantity } from './patch.ts'
import type { InventoryBody } from './plan.ts'
import { Inventory } from './wire.ts'

/** @param wanted null: only as many pieces as Etsy holds. */
export async function writeInventory(ctx: Context, remoteId: string, wanted: InventoryBody | null): Promise<void> {
  const there = wanted?.there ?? (await readInventory(ctx, remoteId))
  const price = wanted === null ? null : money(BigInt(wanted.price.minor), wanted.price.currency)
  const products = there.products.filter(product => !product.is_deleted)
  // What was never edited there has no record yet.
  const live = products.length > 0 || price === null ? products : [blankProduct(price)]
  const body = {
    products: live.map(({ sku, property_values, offerings }) => ({
      sku: wanted?.sku ?? sku ?? '',
      property_values: property_values.map(({ property_id, property_name, scale_id, value_ids, values }) => ({
        property_id,
        ...(property_name && { property_name }),
        ...(scale_id && { scale_id }),
        value_ids,
        values,
      })),
      offerings: offerings
        .filter(offering => !offering.is_deleted)
        .map(offering => ({
          price: rawNumber(price ?? toMoney(offering.price)),
          quantity: wanted === null || offering.quantity === 0 ? quantity : offering.quantity,
          is_enabled: offering.is_enabled,
          readiness_state_id: offering.readiness_state_id ?? null,
        })),
    })),
    price_on_property: there.price_on_property,
    quantity_on_property: there.quantity_on_property,
    sku_on_property: there.sku_on_property,
    ...(there.readiness_state_on_property?.length ? { readiness_state_on_property: there.readiness_state_on_property } : {}),
  }
  await call(ctx, { what: 'write price and SKU', method: 'PUT', path: `/listings/${remoteId}/inventory`, json: body })
  await keepFiles(ctx, remoteId)
}

/** A new price moves the mark of the listing and leaves its files alone: until the mark can be trusted again they need no asking. */
async function keepFiles(ctx: Context, remoteId: string): Promise<void> {
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  const kept = <Noted extends { mark: string }>(noted: Noted | null) =>
    noted === null || noted.mark === '' ? noted : { ...noted, isKept: true }
  if (note.files !== null || note.properties !== null)
    await ctx.note(remoteId, asJson({ ...note, files: kept(note.files), properties: kept(note.properties) }))
}

/** Its price is never read: what is wanted takes its place. */
const blankProduct = ({ currency }: Money): Inventory['products'][number] => ({
  sku: '',
  property_values: [],
  offerings: [{ quantity, is_enabled: true, price: { amount: 0, divisor: 1, currency_code: currency } }],
})

async function readInventory(ctx: Context, remoteId: string): Promise<Inventory> {
  try {
    const { body } = await call(ctx, { what: 'read price and SKU', path: `/listings/${remoteId}/inventory` })
    return Inventory.parse(body)
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    return { products: [], price_on_property: [], quantity_on_property: [], sku_on_property: [] }
  }
}
