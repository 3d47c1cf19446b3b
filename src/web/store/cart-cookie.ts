/** The cart lies in the buyer's browser, signed: ids and wishes, never a price. */
import { createHmac, hkdfSync } from 'node:crypto'
import { z } from 'zod'
import type { CartItem } from '#hub/store/price-cart.ts'
import { type Cart, mostItems } from '#hub/store/quote.ts'
import { isSameSecret } from '#kit'

export const cartCookie = 'selvage_cart'
export const emptyCart: Cart = { items: [], code: null }

/** The shape's number; a cookie of another one is an empty cart. */
const shape = 1
const longest = 3_800
const Kept = z.object({
  v: z.literal(shape),
  i: z.array(z.tuple([z.enum(['p', 'b']), z.string().regex(/^[\w-]{22}$/), z.string().regex(/^\d{0,15}$/)])).max(mostItems),
  c: z.string().max(60).nullable(),
})

export interface CartSeal {
  readonly write: (shop: string, cart: Cart) => string
  /** @returns an empty cart for what was not written here, or for another shop. */
  readonly read: (shop: string, text: string | undefined) => Cart
}

/** @param secretKey 32 bytes; the key of this purpose follows from it. */
export function cartSeal(secretKey: Buffer): CartSeal {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'selvage cart', 32))
  const macOf = (shop: string, body: string) => createHmac('sha256', key).update(`${shop} ${body}`).digest('base64url')
  return {
    write: (shop, { items, code }) => {
      const kept = { v: shape, i: items.map(({ kind, id, wish }) => [kind[0], toShort(id), wish?.toString() ?? '']), c: code }
      const body = Buffer.from(JSON.stringify(kept)).toString('base64url')
      return `${body}.${macOf(shop, body)}`
    },
    read: (shop, text) => {
      const [body = '', mac = ''] = text !== undefined && text.length <= longest ? text.split('.') : []
      if (body === '' || !isSameSecret(mac, macOf(shop, body))) return emptyCart
      const kept = Kept.safeParse(jsonOf(body))
      if (!kept.success) return emptyCart
      const items = kept.data.i.map(
        ([kind, id, wish]): CartItem => ({
          kind: kind === 'p' ? 'pattern' : 'bundle',
          id: toId(id),
          wish: wish === '' ? null : BigInt(wish),
        }),
      )
      return { items, code: kept.data.c }
    },
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

/** A uuid in 22 signs instead of 36, so that forty fit into a cookie. */
const toShort = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
const toId = (short: string): string => {
  const hex = Buffer.from(short, 'base64url').toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** The same thing again takes the place of the first. @returns null when there is no room. */
export function withItem(cart: Cart, item: CartItem): Cart | null {
  const others = cart.items.filter(({ kind, id }) => kind !== item.kind || id !== item.id)
  return others.length >= mostItems ? null : { ...cart, items: [...others, item] }
}

export const withoutItem = (cart: Cart, gone: Pick<CartItem, 'kind' | 'id'>): Cart => ({
  ...cart,
  items: cart.items.filter(({ kind, id }) => kind !== gone.kind || id !== gone.id),
})
