declare const shopBrand: unique symbol

/** A shop's uuid that was read from the database or checked by `asShop`. */
export type ShopId = string & { readonly [shopBrand]: true }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** For ids that come from outside: a job's payload, a path, a session. Being well formed is not being allowed. @throws {TypeError} */
export function asShop(text: string): ShopId {
  if (!uuid.test(text)) throw new TypeError('a shop id is a uuid')
  return text.toLowerCase() as ShopId
}
