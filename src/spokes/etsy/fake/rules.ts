/** What Etsy takes in texts and prices. Sources: document 3.0.0 for the signs, Etsy's help pages for the lengths. */
import { fixedEras } from './schema.ts'
import { type Refused, refused, refusedAt, type Shop } from './shop.ts'

export function assertTitle(title: string): void {
  if (title.trim() === '') throw refusedAt('/title', 'required', 'is required')
  if ([...title].length > 140) throw refusedAt('/title', 'string_too_long', 'is longer than 140 characters')
  if (/[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]/u.test(title)) throw refusedAt('/title/1', 'invalid_characters', 'contains invalid characters')
  for (const sign of ['%', ':', '&', '+'])
    if (title.split(sign).length > 2) throw refusedAt('/title', 'invalid_characters', `can only contain ${sign} once`)
}

export function assertDescription(description: string): void {
  if (description.trim() === '') throw refusedAt('/description', 'required', 'is required')
}

export function assertTags(tags: readonly string[]): void {
  if (tags.length > 13) throw refusedAt('/tags', 'array_too_long', 'has more than 13 items')
  for (const [at, tag] of tags.entries()) {
    if ([...tag].length > 20) throw refusedAt(`/tags/${at}`, 'string_too_long', 'is longer than 20 characters')
    if (/[^\p{L}\p{Nd}\p{Zs}\-'™©®]/u.test(tag) || /^['-]/.test(tag))
      throw refusedAt(`/tags/${at}`, 'invalid_characters', 'contains invalid characters')
  }
}

export function assertEra(shop: Shop, era: string): void {
  const { newestEra } = shop.state.settings
  const eras = [newestEra, ...fixedEras]
  if (!eras.includes(era)) throw refused(400, `Invalid value for when_made: must be one of ${eras.join(', ')}`)
}

/** @returns the price in the smallest unit. @throws {Refused} below 0.20, or finer than it can be paid. */
export function assertPrice(shop: Shop, price: number): number {
  const amount = Math.round(price * shop.divisor)
  if (Math.abs(amount - price * shop.divisor) > 1e-6) throw refused(400, 'Invalid value for price: too many decimals')
  if (amount < (shop.divisor === 100 ? 20 : 1)) throw refused(400, 'Invalid value for price: it is too low, the minimum is 0.20')
  return amount
}

export function assertQuantity(quantity: number): number {
  if (quantity < 1 || quantity > 999) throw refused(400, 'Invalid value for quantity: must be from 1 to 999')
  return quantity
}

export const notFound = (what: string): Refused => refused(404, `${what} not found`)
