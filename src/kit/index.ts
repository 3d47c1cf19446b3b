/** What a spoke is written with. */

export {
  type ListingContent,
  type ListingField,
  type ListingFile,
  type ListingImage,
  listingFields,
  markedName,
  markOf,
  type SalePrice,
} from '#hub/listing/content.ts'
export { anyText, type ListingLimits, noLimits, textUpTo } from '#hub/listing/limits.ts'
export { isSameProperty, type ListedProperty, type Property, type PropertyTable, type PropertyValue } from '#hub/listing/properties.ts'
export { type Shelf, shelfId, shelfText } from '#hub/listing/shelf.ts'
export { isStaying } from '#hub/listing/staying.ts'
export { add, decimalsOf, fromJson, type Money, MoneyRefused, money, parseMoney, toDecimal, toJson } from '#hub/money.ts'
export type { Sale, SaleLine, SaleRefund, SaleState } from '#hub/order/sale.ts'
export { gaugeIn } from '#hub/pattern/craft-facts.ts'
export type { CouponItem, CouponRules, CouponWay, CouponWish, SeenCoupon } from '#hub/promotion/coupon-rules.ts'
export { addressKeyHeader, addressKeyName, withAddressKey } from './address-key.ts'
export { checkCoupon } from './bring-coupon.ts'
export { type BuyerKeys, type BuyerLibrary, buyerLibraryOf, type PutOutcome, type SoldElsewhere } from './buyer-library.ts'
export { type HandField, type HandRules, type HandSettings, type HandShop, shopByHand } from './by-hand.ts'
export { type Remedy, remedies, remedyOf, SpokeError } from './error.ts'
export type { Fake, FakeControl, FakeOptions, FarListing, RunningFake, SellRequest } from './fake.ts'
export { eachStep, fewAtOnce } from './few-at-once.ts'
export { retryAfterMs } from './http.ts'
export { type FileForm, multipart } from './multipart.ts'
export { salesAlone } from './sales-alone.ts'
export {
  type Access,
  type AccessKind,
  type Asking,
  type Authorise,
  type BlobFacts,
  type Cannot,
  type Coupons,
  cannot,
  type Delivery,
  type Difference,
  defineShop,
  type HandStep,
  type HookReading,
  type HookReport,
  isCannot,
  type Json,
  type Learned,
  type ListedPicture,
  type MoneyRow,
  type ObservedListing,
  type Page,
  type PlanInput,
  type ProvenChange,
  type RateRule,
  type RequestClass,
  type Right,
  type SaleItem,
  type SeenListing,
  type SettingField,
  type ShopFacts,
  type ShopSpoke,
  type SpokeContext,
  type Step,
  type StepOrder,
  type StepOutcome,
  type Tokens,
} from './shop.ts'
export { isSameSecret, sha256Hex, signBase64, signedBase64, signedHex, signHex, stableUuid } from './sign.ts'
export { decodeEntities, encodeText, oneLine, plainText, respellHtml, tidyHtml } from './text.ts'
