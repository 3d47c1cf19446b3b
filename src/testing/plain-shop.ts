/** The parts of a storefront in which those of the tests do not differ: keys that last, one address each, files by address or copy. */
import { noLimits } from '#hub/listing/limits.ts'
import type { AnyShop } from '#kit/registry.ts'
import { cannot } from '#kit/shop.ts'

export const plainShop = {
  home: null,
  learn: null,
  tokens: null,
  publishes: true,
  access: cannot('Its keys are all alike.'),
  limits: noLimits,
  leftByHand: null,
  salesInHook: null,
  uploadsFiles: false,
  isCreateKeyed: true,
  reachesEarlierBuyers: true,
  tellsBuyers: true,
  corrections: { mailsBuyers: true, tellsThere: cannot('It writes to nobody.'), source: 'The tests' },
  coupons: cannot('It has no coupons.'),
  bundles: cannot('It has no bundles.'),
  fulfil: cannot('It has nothing to deliver.'),
  readMoney: cannot('It keeps no account of money.'),
} satisfies Partial<AnyShop>
