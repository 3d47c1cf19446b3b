// Written by `bin/selvage schema` from the migrated database. Do not edit.
import type { ColumnType, Generated } from 'kysely'
import type { ShopId } from '../ids.ts'

/** jsonb: read as it is, written as JSON text, because the driver takes an array for an SQL array. */
type Json = ColumnType<unknown, string, string>
type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>
type JsonWithDefault = ColumnType<unknown, string | undefined, string>
/** int8 that is no amount of money: small numbers may be written as numbers. */
type Count = ColumnType<bigint, bigint | number, bigint | number>
type CountOrNull = ColumnType<bigint | null, bigint | number | null | undefined, bigint | number | null>
type CountWithDefault = ColumnType<bigint, bigint | number | undefined, bigint | number>

export type AcceptanceRow = {
  shop_id: ShopId
  acceptance_id: Generated<string>
  key: string
  pressed_by: string
  listings: number
  accepted_at: Date
  undone_at: Date | null
  settled_at: Date | null
}

export type AcceptanceListingRow = {
  shop_id: ShopId
  acceptance_id: string
  listing_id: string
  pattern_id: string
  is_new: boolean
  granted: Generated<number>
  undone_at: Date | null
}

export type AccountRow = {
  shop_id: ShopId
  account: string
}

export type AddressAskRow = {
  shop_id: ShopId
  address_ask_id: Generated<string>
  customer_id: string
  email: string
  token_hash: string | null
  asked_at: Date
  until: Date
  used_at: Date | null
}

export type ApiAnswerRow = {
  shop_id: ShopId
  key_hash: string
  request_hash: string
  asked_at: Date
  lease_until: Date | null
  answered_at: Date | null
  sealed: Buffer | null
}

export type ApiKeyRow = {
  shop_id: ShopId
  api_key_id: Generated<string>
  name: string
  prefix: string
  token_hash: string
  scopes: string[]
  made_by: string
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

export type BatchRow = {
  shop_id: ShopId
  batch_id: Generated<string>
  state: Generated<'shown' | 'applied' | 'undone'>
  source: 'grid' | 'csv' | 'xlsx'
  file_name: string | null
  changes: Json
  facts: JsonWithDefault
  made_by: string
  created_at: Generated<Date>
  applied_at: Date | null
  undone_at: Date | null
}

export type BlobRow = {
  shop_id: ShopId
  sha256: string
  size_bytes: Count
  media_type: string
  facts: JsonWithDefault
  created_at: Generated<Date>
}

export type BringingRow = {
  shop_id: ShopId
  pattern_id: string
  acceptance_id: string | null
  state: Generated<'waiting' | 'done'>
  due_at: Date
  asked_no: Generated<number>
  attempts: Generated<number>
  images: JsonWithDefault
  images_from: string | null
  version_id: string | null
  files_from: string | null
  troubles: JsonWithDefault
  is_troubled: Generated<boolean | null>
}

export type BundleRow = {
  shop_id: ShopId
  bundle_id: Generated<string>
  title: string
  summary: Generated<string>
  price_minor: bigint | null
  off_percent: number | null
  is_on: Generated<boolean>
  edit_no: Generated<number>
  created_at: Generated<Date>
}

export type BundlePatternRow = {
  shop_id: ShopId
  bundle_id: string
  pattern_id: string
  position: number
}

export type BuyerConsentRow = {
  shop_id: ShopId
  connection_id: string
  customer_id: string
  sealed: Buffer | null
  given_at: Date
  ended_at: Date | null
  end_reason: 'taken-back' | 'ended-there' | 'disconnected' | null
  lease_until: Date | null
  lease_no: CountWithDefault
}

export type BuyerDeliveryRow = {
  shop_id: ShopId
  connection_id: string
  customer_id: string
  pattern_id: string
  order_id: string
  state: Generated<'waiting' | 'delivered' | 'not-for-sale' | 'not-enabled' | 'refused'>
  invoice_id: string | null
  reason: string | null
  attempts: Generated<number>
  next_try_at: Date
  made_at: Date
  delivered_at: Date | null
}

export type BuyerWishRow = {
  shop_id: ShopId
  buyer_wish_id: Generated<string>
  customer_id: string
  kind: string
  made_at: Date
  settled_at: Date | null
}

export type CheckoutRow = {
  shop_id: ShopId
  checkout_id: Generated<string>
  number: string
  token_hash: string
  connection_id: string
  remote_id: string | null
  pay_url: string | null
  state: Generated<'started' | 'pending' | 'paid' | 'failed' | 'expired'>
  email: string | null
  language: string | null
  gift_email: string | null
  gift_word: string | null
  gift_at: Date | null
  is_gift: Generated<boolean>
  currency: string
  total_minor: bigint
  coupon_id: string | null
  country: string | null
  started_at: Generated<Date>
  until: Date
  settled_at: Date | null
  marketing_words: string | null
}

export type CheckoutLineRow = {
  shop_id: ShopId
  checkout_id: string
  line: number
  item: number
  pattern_id: string
  bundle_id: string | null
  title: string
  item_title: string
  list_minor: bigint
  total_minor: bigint
}

export type CheckoutPlaceRow = {
  shop_id: ShopId
  checkout_id: string
  kind: 'billing-address' | 'card-country' | 'account-country' | 'ip-address' | 'said'
  country: string
  told_at: Date
}

export type ClaimRow = {
  shop_id: ShopId
  claim_id: Generated<string>
  numbers: string[]
  code: string
  email: string
  asker_hash: string
  number_hash: string
  state: Generated<'asked' | 'waiting' | 'told'>
  pattern_id: string | null
  order_id: string | null
  asked_at: Date
  due_at: Date
  until: Date
  used_at: Date | null
  language: Generated<'en' | 'de' | 'fr' | 'es' | 'nl'>
}

export type ClaimCodeRow = {
  shop_id: ShopId
  code: string
  pattern_id: string
  made_at: Date
  leaked_at: Date | null
}

export type ClaimLinkRow = {
  shop_id: ShopId
  token_hash: string
  claim_id: string
  expires_at: Date
}

export type ClaimTryRow = {
  shop_id: ShopId
  claim_try_id: Generated<string>
  at: Date
  asker_hash: string
  number_hash: string
  outcome: 'told' | 'hers' | 'taken' | 'wrong-code' | 'no-order' | 'limited'
}

export type ClaimedRow = {
  shop_id: ShopId
  order_id: string
  pattern_id: string
  customer_id: string
  claimed_at: Date
}

export type ConnectionRow = {
  shop_id: ShopId
  connection_id: Generated<string>
  spoke: string
  label: string
  base_url: string
  sealed: Buffer | null
  currency: string
  state: Generated<'rehearsal' | 'live' | 'paused' | 'reconnect'>
  reason: string | null
  resumes_as: Generated<'rehearsal' | 'live'>
  facts: JsonWithDefault
  live_from: Date | null
  file_secret_no: Generated<number>
  sales_cursor: JsonOrNull
  history_state: Generated<'waiting' | 'reading' | 'read' | 'failed'>
  history_read: CountWithDefault
  history_total: CountOrNull
  last_poll_at: Date | null
  next_poll_at: Generated<Date>
  last_sweep_at: Date | null
  next_sweep_at: Generated<Date>
  next_hooks_at: Generated<Date>
  hooks: JsonWithDefault
  nudged_at: Date | null
  failures: Generated<number>
  lease_until: Date | null
  lease_no: CountWithDefault
  removed_at: Date | null
  created_at: Generated<Date>
  clock_low_ms: number | null
  clock_high_ms: number | null
  account: Generated<string>
  keys_lease_until: Date | null
  keys_lease_no: CountWithDefault
  money_cursor: JsonOrNull
  last_money_at: Date | null
  next_money_at: Generated<Date>
  listings_state: Generated<'waiting' | 'reading' | 'read'>
  listings_read: Generated<number>
  listings_total: number | null
  listings_cursor: JsonOrNull
  kind: Generated<'shop' | 'pay'>
  payments_cursor: JsonOrNull
  may_write: Generated<boolean>
  next_library_at: Date | null
}

export type ConsentRow = {
  shop_id: ShopId
  consent_id: Generated<string>
  state_hash: string
  spoke: string
  sealed: Buffer
  until: Date
  used_at: Date | null
}

export type ConsentWordRow = {
  shop_id: ShopId
  consent_word_id: Generated<string>
  customer_id: string
  purpose: 'order' | 'service' | 'marketing'
  is_given: boolean
  source: 'checkout' | 'storefront' | 'import' | 'note' | 'unsubscribe'
  connection_id: string | null
  words: Generated<string>
  key: string
  at: Date
}

export type CouponRow = {
  shop_id: ShopId
  coupon_id: Generated<string>
  code: string
  off_percent: number | null
  off_minor: bigint | null
  floor_minor: Generated<bigint>
  from_at: Date | null
  to_at: Date | null
  most_uses: number | null
  is_on: Generated<boolean>
  edit_no: Generated<number>
  created_at: Generated<Date>
}

export type CouponPatternRow = {
  shop_id: ShopId
  coupon_id: string
  pattern_id: string
}

export type CustomerRow = {
  shop_id: ShopId
  customer_id: Generated<string>
  email: string | null
  name: string | null
  country: string | null
  created_at: Generated<Date>
  invited_at: Date | null
  sought: Generated<string | null>
  person_id: string | null
  language: 'en' | 'de' | 'fr' | 'es' | 'nl' | null
  bought_at: Generated<Date>
  forgotten_at: Date | null
  address_key: Generated<string | null>
  name_key: Generated<string | null>
  language_chosen: Generated<boolean>
}

export type CustomerAddressRow = {
  shop_id: ShopId
  customer_id: string
  person_id: string
  proven_at: Date
}

export type DesiredStateRow = {
  shop_id: ShopId
  listing_id: string
  desired_no: number
  publication_id: string
  content: Json
  approved_cost_minor: Generated<bigint>
  cost_currency: string | null
  created_at: Generated<Date>
  proven_at: Date | null
  found: JsonOrNull
}

export type DoublePurchaseRow = {
  shop_id: ShopId
  order_id: string
  line: string
  pattern_id: string
  customer_id: string
  earlier_order: string
  amount_minor: bigint
  currency: string
  state: Generated<'open' | 'credited' | 'left'>
  coupon_id: string | null
  noticed_at: Date
  settled_at: Date | null
  settled_by: string | null
}

export type EntitlementRow = {
  shop_id: ShopId
  entitlement_id: Generated<string>
  order_id: string
  line: string
  pattern_id: string
  customer_id: string | null
  granted_at: Generated<Date>
  ended_at: Date | null
  end_reason: 'refunded' | 'cancelled' | 'unpaid' | 'disputed' | null
  past_of: string | null
}

export type ErratumRow = {
  shop_id: ShopId
  erratum_id: Generated<string>
  pattern_id: string
  version_id: string | null
  severity: 'cosmetic' | 'some-sizes' | 'do-not-start' | 'stop'
  sizes: Generated<string[]>
  files: Generated<string[]>
  places: Generated<string>
  notes: JsonWithDefault
  writes: Generated<boolean>
  reaches_past: Generated<boolean>
  edit_no: Generated<number>
  created_at: Date
  pressed_by: string | null
  leaves_at: Date | null
  left_at: Date | null
  looks_at: Date | null
  pause_id: string | null
  store_change_id: string | null
}

export type ErratumDeliveryRow = {
  shop_id: ShopId
  erratum_id: string
  owner_id: string
  customer_id: string | null
  routes: string[]
  state: 'holds' | 'mail' | 'hand' | 'there' | 'notice' | 'none'
  why: string
  mail_id: string | null
  connection_id: string | null
  made_at: Date
}

export type EventRow = {
  shop_id: ShopId
  event_id: Generated<string>
  name: string
  ids: JsonWithDefault
  created_at: Generated<Date>
  delivered_at: Date | null
}

export type FindingHiddenRow = {
  shop_id: ShopId
  listing_id: string
  key: string
  hidden_at: Date
}

export type GivenBytesRow = {
  shop_id: ShopId
  no: Count
  kind: 'fetched' | 'handed-on' | 'sold-with' | 'sent-there'
  customer_id: string | null
  connection_id: string | null
  order_id: string | null
  pattern_id: string
  version_id: string | null
  file_key: string
  sha256: string
  at: Date
  hash: Buffer
}

export type GivenHeadRow = {
  shop_id: ShopId
  no: Count
  hash: Buffer
}

export type HandEditRow = {
  shop_id: ShopId
  hand_edit_id: Generated<string>
  listing_id: string
  field: string
  was: JsonOrNull
  found: JsonOrNull
  found_at: Generated<Date>
  settled_at: Date | null
  settled_how: 'put-right' | 'accepted' | 'undone-there' | 'superseded' | null
}

export type HandStepRow = {
  shop_id: ShopId
  hand_step_id: Generated<string>
  listing_id: string
  subject: string
  key: string
  says: string
  url: string | null
  body: string | null
  desired_no: number
  content: JsonOrNull
  made_at: Generated<Date>
  done_at: Date | null
  done_by: string | null
  superseded_at: Date | null
}

export type InboxRow = {
  shop_id: ShopId
  inbox_id: Generated<string>
  connection_id: string
  source: 'hook' | 'poll' | 'privacy'
  content_key: string
  remote_id: string | null
  headers: JsonWithDefault
  body: Buffer
  state: Generated<'kept' | 'done' | 'unreadable'>
  reason: string | null
  times: Generated<number>
  received_at: Generated<Date>
}

export type JoinStateRow = {
  shop_id: ShopId
  change_no: CountWithDefault
  matched_at: Date | null
}

export type JoinWordRow = {
  shop_id: ShopId
  listing_id: string
  tie: string
  is_alone: Generated<boolean>
  is_split: Generated<boolean>
  said_at: Date
}

export type JournalRow = {
  shop_id: ShopId
  journal_id: Generated<string>
  cause: string
  happened_at: Date
  reverses: string | null
  created_at: Generated<Date>
}

export type LaunchRow = {
  shop_id: ShopId
  launch_id: Generated<string>
  name: string
  at: Date
  state: Generated<'planned' | 'launched' | 'cancelled'>
  made_ready: string
  pressed_by: string
  next_try_at: Date
  launched_at: Date | null
  created_at: Generated<Date>
}

export type LaunchListingRow = {
  shop_id: ShopId
  launch_id: string
  listing_id: string
  approved_cost_minor: Generated<bigint>
  cost_currency: string | null
  publication_id: string | null
  reason: string | null
}

export type LibraryLinkRow = {
  shop_id: ShopId
  token_hash: string
  customer_id: string
  expires_at: Date
  used_at: Date | null
  created_at: Generated<Date>
}

export type LibraryResetRow = {
  shop_id: ShopId
  customer_id: string
  pattern_id: string
  at: Date
}

export type LibrarySessionRow = {
  shop_id: ShopId
  token_hash: string
  customer_id: string
  expires_at: Date
  created_at: Generated<Date>
  order_id: string | null
}

export type ListedBytesRow = {
  shop_id: ShopId
  listing_id: string
  part: string
  source: string
  etag: string | null
  sha256: string | null
  failures: Generated<number>
  due_at: Date
  reason: string | null
}

export type ListingRow = {
  shop_id: ShopId
  listing_id: Generated<string>
  connection_id: string
  pattern_id: string | null
  remote_id: string | null
  url: string | null
  state: Generated<'unplanned' | 'waiting' | 'working' | 'updated' | 'needs-you' | 'failed' | 'gone' | 'by-hand'>
  reason: string | null
  desired_no: Generated<number>
  desired: JsonOrNull
  observed: JsonOrNull
  observed_mark: string | null
  observed_at: Date | null
  proof: JsonOrNull
  proven_no: Generated<number>
  proven_at: Date | null
  attempts: Generated<number>
  next_run_at: Generated<Date>
  lease_until: Date | null
  lease_no: CountWithDefault
  created_at: Generated<Date>
}

export type ListingNoteRow = {
  shop_id: ShopId
  connection_id: string
  remote_id: string
  note: Json
}

export type LookRow = {
  shop_id: ShopId
  sha256: string
  look: string | null
}

export type MailRow = {
  shop_id: ShopId
  mail_id: Generated<string>
  key: string
  kind: 'files' | 'sign-in' | 'invitation' | 'correction' | 'receipt' | 'claim' | 'claim-taken' | 'address'
  customer_id: string | null
  to_address: string
  subject: string
  body_text: string
  body_html: string
  state: Generated<'waiting' | 'held' | 'sending' | 'sent' | 'logged' | 'failed' | 'unwanted'>
  reason: string | null
  attempts: Generated<number>
  next_try_at: Generated<Date>
  created_at: Generated<Date>
  sent_at: Date | null
  sought: Generated<string | null>
}

export type MemberRow = {
  shop_id: ShopId
  user_id: string
  role: 'owner' | 'member'
  created_at: Generated<Date>
}

export type MoneyRowRow = {
  shop_id: ShopId
  connection_id: string
  remote_id: string
  happened_at: Date
  raw: Json
  read_at: Date
}

export type OrderRow = {
  shop_id: ShopId
  order_id: Generated<string>
  connection_id: string
  remote_id: string
  number: string
  state: 'pending' | 'paid' | 'refunded' | 'cancelled'
  customer_id: string | null
  placed_at: Date
  paid_at: Date | null
  changed_at: Date
  currency: string
  total_minor: bigint
  tax_minor: bigint
  fee_minor: bigint | null
  refunded_minor: Generated<bigint>
  is_history: boolean
  taken_at: Generated<Date>
  fulfil_due_at: Date | null
  fulfilled_at: Date | null
  fulfil_attempts: Generated<number>
  fulfil_reason: string | null
  rests_since: Date | null
  forgotten_at: Date | null
}

export type OrderLineRow = {
  shop_id: ShopId
  order_id: string
  line: string
  position: number
  listing_remote_id: string | null
  sku: string | null
  title: string
  quantity: number
  total_minor: bigint
  tax_minor: bigint
  pattern_id: string | null
  sold_at: Date | null
  currency: string
}

export type OutsidePatternRow = {
  shop_id: ShopId
  system: string
  external_id: string
  pattern_id: string
  seen_at: Date
}

export type PatternRow = {
  shop_id: ShopId
  pattern_id: Generated<string>
  sku: string
  title: string
  craft: 'sewing' | 'knitting' | 'crochet' | 'quilting' | 'other'
  summary: Generated<string>
  description: Generated<string>
  sizes: Generated<string[]>
  materials: Generated<string>
  gauge: Generated<string>
  fabric: Generated<string>
  skill: Generated<string>
  languages: Generated<string[]>
  tags: Generated<string[]>
  categories: Generated<string[]>
  edit_no: Generated<number>
  archived_at: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
  title_key: Generated<string | null>
  sku_key: Generated<string | null>
  sought: Generated<string | null>
}

export type PatternImageRow = {
  shop_id: ShopId
  pattern_id: string
  position: number
  sha256: string
  alt: Generated<string>
}

export type PaymentRow = {
  shop_id: ShopId
  connection_id: string
  remote_id: string
  checkout_id: string
  state: 'open' | 'pending' | 'paid' | 'failed' | 'expired'
  currency: string
  total_minor: bigint
  refunded_minor: Generated<bigint>
  dispute_state: 'open' | 'won' | 'lost' | null
  problem: 'wrong-amount' | 'other-account' | 'paid-twice' | null
  reference: string | null
  paid_at: Date | null
  changed_at: Date
  order_id: string | null
  seen_at: Date | null
}

export type PersonActRow = {
  shop_id: ShopId
  person_act_id: Generated<string>
  kind: 'merge' | 'split'
  pressed_by: string
  at: Date
  undone_at: Date | null
}

export type PersonNoteRow = {
  shop_id: ShopId
  person_note_id: Generated<string>
  customer_id: string
  text: string
  written_by: string
  written_at: Date
}

export type PersonTieRow = {
  shop_id: ShopId
  person_tie_id: Generated<string>
  one: string
  other: string
  made_in: string
  ended_in: string | null
}

export type PostingRow = {
  shop_id: ShopId
  journal_id: string
  line: number
  from_account: string
  to_account: string
  amount_minor: bigint
  currency: string
}

export type PriceRow = {
  shop_id: ShopId
  pattern_id: string
  currency: string
  amount_minor: bigint
  sale_minor: bigint | null
  sale_from: Date | null
  sale_to: Date | null
}

export type PriceRuleRow = {
  shop_id: ShopId
  connection_id: string
  currency: string
  from_currency: string
  rate_millionths: CountWithDefault
  percent_hundredths: Generated<number>
  add_minor: Generated<bigint>
  rounding: Generated<'none' | 'whole' | 'half' | 'ninety-nine'>
  floor_minor: bigint | null
  updated_at: Generated<Date>
}

export type PromotionRow = {
  shop_id: ShopId
  promotion_id: Generated<string>
  name: string
  percent: number | null
  starts_at: Date
  ends_at: Date
  key: string
  pressed_by: string
  next_due_at: Date | null
  ended_early: Generated<boolean>
  created_at: Generated<Date>
  kind: Generated<'sale' | 'coupon'>
  code: string | null
  off_minor: JsonOrNull
  most_uses: number | null
  is_for_all: Generated<boolean>
  coupon_id: string | null
}

export type PromotionCouponRow = {
  shop_id: ShopId
  there_id: Generated<string>
  promotion_id: string
  connection_id: string
  part: string
  wish: Json
  state: Generated<'planned' | 'there' | 'differs' | 'gone' | 'refused' | 'over' | 'let-go' | 'by-hand'>
  remote_id: string | null
  asked_at: Date | null
  seen_at: Date | null
  reason: string | null
  attempts: Generated<number>
  is_to_right: Generated<boolean>
  next_due_at: Date | null
}

export type PromotionListingRow = {
  shop_id: ShopId
  promotion_id: string
  listing_id: string
  way: 'sale-price' | 'price'
  currency: string
  price_minor: bigint
  sale_minor: bigint
  begun_with: string | null
  over_with: string | null
  is_over: Generated<boolean>
  reason: string | null
}

export type PromotionPatternRow = {
  shop_id: ShopId
  promotion_id: string
  pattern_id: string
}

export type ProposalRow = {
  shop_id: ShopId
  proposal_id: Generated<string>
  pattern_id: string | null
  title: string
  confidence: number
  is_sure: boolean
  is_alone: boolean
  acceptance_id: string | null
  reason: string | null
  kind: Generated<string | null>
}

export type ProposalMemberRow = {
  shop_id: ShopId
  listing_id: string
  proposal_id: string
  confidence: number
  is_sure: boolean
  reasons: Generated<string[]>
  doubts: Generated<string[]>
}

export type PublicationRow = {
  shop_id: ShopId
  publication_id: Generated<string>
  pattern_id: string | null
  version_id: string | null
  cause: 'publish' | 'undo' | 'accept' | 'import' | 'put-right' | 'make-ready' | 'launch' | 'retire' | 'unpublish' | 'back' | 'promote' | 'promotion-over' | 'follow'
  undoes: string | null
  pressed_by: string
  key: string
  created_at: Generated<Date>
  put_away: Generated<string[]>
  not_offered: JsonWithDefault
}

export type RefundRow = {
  shop_id: ShopId
  order_id: string
  remote_id: string
  amount_minor: bigint
  reason: string | null
  refunded_at: Date
}

export type RemoteCopyRow = {
  shop_id: ShopId
  connection_id: string
  sha256: string
  remote: Json
  created_at: Generated<Date>
}

export type SalesFileRow = {
  shop_id: ShopId
  sales_file_id: Generated<string>
  connection_id: string
  file_name: string
  sha256: string
  size_bytes: Count
  reading: Json
  created_at: Generated<Date>
  looked: JsonOrNull
  sales_import_id: string | null
}

export type SalesImportRow = {
  shop_id: ShopId
  sales_import_id: Generated<string>
  connection_id: string
  file_name: string
  key: string
  counts: Json
  taken_at: Date
  taken_by: string
  undone_at: Date | null
  undone_by: string | null
  state: Generated<'taking' | 'taken' | 'stopped' | 'undoing' | 'undone'>
  map: string | null
  matches: JsonWithDefault
  reached: string | null
  done_rows: Generated<number>
  all_rows: Generated<number>
  done_counts: JsonWithDefault
  reason: string | null
  attempts: Generated<number>
  next_run_at: Generated<Date>
  lease_no: CountWithDefault
  lease_until: Date | null
}

export type SalesPresetRow = {
  shop_id: ShopId
  connection_id: string
  name: string
  header: string[]
  map: Json
  changed_at: Generated<Date>
}

export type SalesRowRow = {
  shop_id: ShopId
  connection_id: string
  order_key: string
  line_key: string
  sales_import_id: string
  told: Json
}

export type ShopRow = {
  shop_id: Generated<ShopId>
  slug: string
  name: string
  currency: string
  is_demo: Generated<boolean>
  held_at: Date | null
  field_rules: JsonWithDefault
  created_at: Generated<Date>
  source_kind: Generated<'hub' | 'storefront' | 'outside'>
  source_connection: string | null
  source_system: string | null
  source_publishes: Generated<boolean>
  refund_takes: Generated<'at-once' | 'after' | 'never'>
  refund_days: Generated<number>
  buyer_language: Generated<'en' | 'de' | 'fr' | 'es' | 'nl'>
  buyer_contact: string | null
  library_downloads: number | null
  library_days: number | null
  library_resets: Generated<number>
}

export type SignInAskRow = {
  shop_id: ShopId
  sign_in_ask_id: Generated<string>
  email: string
  language: string
  asked_at: Date
}

export type StandingRow = {
  shop_id: ShopId
  listing_id: string
  field: 'images' | 'files'
  same_as: string | null
  is_lifted: Generated<boolean>
}

export type StepRow = {
  shop_id: ShopId
  step_id: Generated<string>
  listing_id: string
  desired_no: number
  key: string
  kind: string
  says: string
  fields: Generated<string[]>
  state: 'sent' | 'done' | 'refused' | 'unknown' | 'superseded'
  reason: string | null
  cost_minor: Generated<bigint>
  sent_at: Generated<Date>
  settled_at: Date | null
}

export type StoreRow = {
  shop_id: ShopId
  name: string
  about: Generated<string>
  languages: Generated<string[]>
  currency: string
  is_open: Generated<boolean>
  rests_in_dispute: Generated<boolean>
  own_connection: string | null
  updated_at: Generated<Date>
}

export type StoreChangeRow = {
  shop_id: ShopId
  change_id: Generated<string>
  key: string
  says: string
  before: Json
  after: Json
  pressed_by: string
  created_at: Generated<Date>
  undone_at: Date | null
}

export type StorePatternRow = {
  shop_id: ShopId
  pattern_id: string
  is_in: boolean | null
  least_minor: bigint | null
  suggested_minor: bigint | null
}

export type StorefrontPropertiesRow = {
  shop_id: ShopId
  connection_id: string
  shelf: string
  properties: Json
  read_at: Date
}

export type StorefrontShelvesRow = {
  shop_id: ShopId
  connection_id: string
  shelves: Json
  read_at: Date
}

export type StorefrontTemplateRow = {
  shop_id: ShopId
  connection_id: string
  title: Generated<string>
  description: Generated<string>
  updated_at: Generated<Date>
  shelves: JsonWithDefault
}

export type UploadRow = {
  shop_id: ShopId
  upload_id: Generated<string>
  file_name: string
  size_bytes: Count
  received_bytes: CountWithDefault
  sha256: string | null
  created_at: Generated<Date>
}

export type VersionRow = {
  shop_id: ShopId
  version_id: Generated<string>
  pattern_id: string
  number: string
  kind: 'first' | 'correction' | 'sizes' | 'edition'
  note: Generated<string>
  created_at: Generated<Date>
  sizes: Generated<string[]>
}

export type VersionFileRow = {
  shop_id: ShopId
  version_id: string
  file_key: string
  position: number
  role: 'instructions' | 'a4' | 'letter' | 'a0' | 'projector' | 'chart' | 'other'
  file_name: string
  sha256: string
}

export type WordingRow = {
  shop_id: ShopId
  connection_id: string
  pattern_id: string
  title: string | null
  description: string | null
  tags: string[] | null
  price_minor: bigint | null
  price_currency: string | null
  is_offered: Generated<boolean>
  updated_at: Generated<Date>
  shelf: string | null
  properties: JsonWithDefault
}

export type AuthAccountRow = {
  id: string
  accountId: string
  providerId: string
  userId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: Date | null
  refreshTokenExpiresAt: Date | null
  scope: string | null
  password: string | null
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
}

export type AuthHomeRow = {
  home_id: string
  mark: string
  boot_no: CountWithDefault
  seen_at: Generated<Date>
}

export type AuthOwnerLinkRow = {
  token_hash: string
  expires_at: Date
  used_at: Date | null
}

export type AuthSessionRow = {
  id: string
  expiresAt: Date
  token: string
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
  ipAddress: string | null
  userAgent: string | null
  userId: string
}

export type AuthUserRow = {
  id: string
  name: string
  email: string
  emailVerified: Generated<boolean>
  image: string | null
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
}

export type AuthVerificationRow = {
  id: string
  identifier: string
  value: string
  expiresAt: Date
  createdAt: Generated<Date>
  updatedAt: Generated<Date>
}

export type RateBucketRow = {
  key: string
  tokens: number
  filled_at: Date
  day: string
  used_today: CountWithDefault
  paused_until: Date | null
  learned: JsonWithDefault
  recent: Generated<bigint[]>
}

export type RateSlotRow = {
  key: string
  slot_id: string
  until: Date
}

export type SelvageMigrationRow = {
  name: string
  sha256: string
  applied_at: Generated<Date>
}

export type Schema = {
  acceptance: AcceptanceRow
  acceptance_listing: AcceptanceListingRow
  account: AccountRow
  address_ask: AddressAskRow
  api_answer: ApiAnswerRow
  api_key: ApiKeyRow
  batch: BatchRow
  blob: BlobRow
  bringing: BringingRow
  bundle: BundleRow
  bundle_pattern: BundlePatternRow
  buyer_consent: BuyerConsentRow
  buyer_delivery: BuyerDeliveryRow
  buyer_wish: BuyerWishRow
  checkout: CheckoutRow
  checkout_line: CheckoutLineRow
  checkout_place: CheckoutPlaceRow
  claim: ClaimRow
  claim_code: ClaimCodeRow
  claim_link: ClaimLinkRow
  claim_try: ClaimTryRow
  claimed: ClaimedRow
  connection: ConnectionRow
  consent: ConsentRow
  consent_word: ConsentWordRow
  coupon: CouponRow
  coupon_pattern: CouponPatternRow
  customer: CustomerRow
  customer_address: CustomerAddressRow
  desired_state: DesiredStateRow
  double_purchase: DoublePurchaseRow
  entitlement: EntitlementRow
  erratum: ErratumRow
  erratum_delivery: ErratumDeliveryRow
  event: EventRow
  finding_hidden: FindingHiddenRow
  given_bytes: GivenBytesRow
  given_head: GivenHeadRow
  hand_edit: HandEditRow
  hand_step: HandStepRow
  inbox: InboxRow
  join_state: JoinStateRow
  join_word: JoinWordRow
  journal: JournalRow
  launch: LaunchRow
  launch_listing: LaunchListingRow
  library_link: LibraryLinkRow
  library_reset: LibraryResetRow
  library_session: LibrarySessionRow
  listed_bytes: ListedBytesRow
  listing: ListingRow
  listing_note: ListingNoteRow
  look: LookRow
  mail: MailRow
  member: MemberRow
  money_row: MoneyRowRow
  order: OrderRow
  order_line: OrderLineRow
  outside_pattern: OutsidePatternRow
  pattern: PatternRow
  pattern_image: PatternImageRow
  payment: PaymentRow
  person_act: PersonActRow
  person_note: PersonNoteRow
  person_tie: PersonTieRow
  posting: PostingRow
  price: PriceRow
  price_rule: PriceRuleRow
  promotion: PromotionRow
  promotion_coupon: PromotionCouponRow
  promotion_listing: PromotionListingRow
  promotion_pattern: PromotionPatternRow
  proposal: ProposalRow
  proposal_member: ProposalMemberRow
  publication: PublicationRow
  refund: RefundRow
  remote_copy: RemoteCopyRow
  sales_file: SalesFileRow
  sales_import: SalesImportRow
  sales_preset: SalesPresetRow
  sales_row: SalesRowRow
  shop: ShopRow
  sign_in_ask: SignInAskRow
  standing: StandingRow
  step: StepRow
  store: StoreRow
  store_change: StoreChangeRow
  store_pattern: StorePatternRow
  storefront_properties: StorefrontPropertiesRow
  storefront_shelves: StorefrontShelvesRow
  storefront_template: StorefrontTemplateRow
  upload: UploadRow
  version: VersionRow
  version_file: VersionFileRow
  wording: WordingRow
}

export type SystemSchema = {
  'auth.account': AuthAccountRow
  'auth.home': AuthHomeRow
  'auth.owner_link': AuthOwnerLinkRow
  'auth.session': AuthSessionRow
  'auth.user': AuthUserRow
  'auth.verification': AuthVerificationRow
  'rate.bucket': RateBucketRow
  'rate.slot': RateSlotRow
  'selvage.migration': SelvageMigrationRow
}
