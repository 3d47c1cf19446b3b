/** Every state that a screen names, once: its word, its tone and its shape, so that no screen needs colour to be read. */
import type { AnswerOf } from '../src/web/api/contract.ts'

export type Tone = 'good' | 'wait' | 'bad' | 'calm' | 'own' | 'plain'
export type Shape = 'undo' | 'check' | 'clock' | 'turn' | 'hand' | 'cross' | 'dot' | 'eye' | 'pause' | 'key'
export interface Word {
  readonly word: string
  readonly tone: Tone
  readonly shape: Shape
}

type Listing = AnswerOf<'GET /shops/{shop}/listings/{listing}'>
type Connection = AnswerOf<'GET /shops/{shop}/connections/{connection}'>
type Order = AnswerOf<'GET /shops/{shop}/orders/{order}'>
type Mail = AnswerOf<'GET /shops/{shop}/mails/{mail}'>
type Job = AnswerOf<'GET /shops/{shop}/connections/{connection}/jobs'>['items'][number]
type Delivery = AnswerOf<'GET /shops/{shop}/connections/{connection}/deliveries'>['items'][number]
type Version = AnswerOf<'GET /shops/{shop}/patterns/{pattern}'>['versions'][number]
type File = Version['files'][number]
type HandEdit = AnswerOf<'POST /shops/{shop}/hand-edits/{edit}'>

const word = (text: string, tone: Tone, shape: Shape): Word => ({ word: text, tone, shape })

export const listingWords: Record<Listing['state'], Word> = {
  unplanned: word('Not sent yet', 'plain', 'dot'),
  waiting: word('Waiting', 'wait', 'clock'),
  working: word('Updating', 'calm', 'turn'),
  updated: word('Updated', 'good', 'check'),
  'needs-you': word('Needs you', 'wait', 'hand'),
  failed: word('Failed', 'bad', 'cross'),
  gone: word('Gone there', 'bad', 'cross'),
  'by-hand': word('Waits for your hands', 'wait', 'hand'),
}

export const connectionWords: Record<Connection['state'], Word> = {
  rehearsal: word('Rehearsal', 'calm', 'eye'),
  live: word('Live', 'good', 'check'),
  paused: word('Paused', 'wait', 'pause'),
  reconnect: word('Needs its keys', 'bad', 'key'),
}

export const providerWords: Record<Connection['state'], Word> = {
  rehearsal: word('Not offered yet', 'calm', 'eye'),
  live: word('Taking payments', 'good', 'check'),
  paused: word('Paused', 'wait', 'pause'),
  reconnect: word('Needs its keys', 'bad', 'key'),
}

export const orderWords: Record<Order['state'], Word> = {
  pending: word('Not paid yet', 'wait', 'clock'),
  paid: word('Paid', 'good', 'check'),
  refunded: word('Refunded', 'plain', 'undo'),
  cancelled: word('Cancelled', 'plain', 'cross'),
}

type Checkout = AnswerOf<'GET /shops/{shop}/store/checkouts'>['items'][number]

export const inStoreWords = {
  in: word('In the store', 'good', 'check'),
  not: word('Not in it yet', 'wait', 'hand'),
  out: word('Taken out', 'plain', 'cross'),
} as const satisfies Record<string, Word>

export const couponWords = { on: word('Works', 'good', 'check'), off: word('Does nothing now', 'plain', 'cross') } as const

export const checkoutWords: Record<Checkout['state'], Word> = {
  started: word('Not paid', 'plain', 'clock'),
  pending: word('Promised by the bank', 'wait', 'clock'),
  paid: word('Paid', 'good', 'check'),
  failed: word('Payment failed', 'plain', 'cross'),
  expired: word('Ran out unpaid', 'plain', 'cross'),
}

export const placeWords: Record<Checkout['place'], string> = {
  enough: 'Known',
  'too-few': 'Not certain yet',
  contradict: 'Its proofs contradict each other',
}

export const placeKinds: Record<Checkout['places'][number]['kind'], string> = {
  'billing-address': 'billing address',
  'card-country': 'card',
  'account-country': 'account',
  'ip-address': 'line',
  said: 'said',
}

export const mailWords: Record<Mail['state'], Word> = {
  waiting: word('Waiting', 'wait', 'clock'),
  held: word('Held', 'wait', 'pause'),
  sending: word('Sending', 'calm', 'turn'),
  sent: word('Sent', 'good', 'check'),
  logged: word('Kept here only', 'calm', 'eye'),
  failed: word('Failed', 'bad', 'cross'),
  unwanted: word('Stopped by the reader', 'plain', 'pause'),
}

export const mailKinds: Record<Mail['kind'], string> = {
  files: 'Files of an order',
  'sign-in': 'Link to the library',
  invitation: 'Invitation',
  correction: 'Correction',
  receipt: 'Receipt of a gift',
  claim: 'Link to claim a purchase',
  'claim-taken': 'Claimed by another address',
  address: 'Asks whether a second address is hers',
}

export const jobWords: Record<Job['state'], Word> = {
  waiting: word('Waiting', 'wait', 'clock'),
  running: word('Under way', 'calm', 'turn'),
  retrying: word('Trying again', 'wait', 'turn'),
  done: word('Done', 'good', 'check'),
  failed: word('Failed', 'bad', 'cross'),
}

export const deliveryWords: Record<Delivery['state'], Word> = {
  kept: word('Kept, not read yet', 'wait', 'clock'),
  done: word('Read', 'good', 'check'),
  unreadable: word('Could not be read', 'bad', 'cross'),
}

export const accessWords: Record<Order['lines'][number]['access'], Word> = {
  open: word('May fetch the files', 'good', 'check'),
  ended: word('Access ended', 'plain', 'cross'),
  waiting: word('Waits for payment', 'wait', 'clock'),
  none: word('No pattern yet', 'wait', 'hand'),
}

export const stepWords: Record<Listing['steps'][number]['state'], Word> = {
  sent: word('Under way', 'calm', 'turn'),
  done: word('Done', 'good', 'check'),
  refused: word('Refused there', 'bad', 'cross'),
  unknown: word('Answer was lost; looked first', 'wait', 'eye'),
  superseded: word('No longer needed', 'plain', 'dot'),
}

type Finding = AnswerOf<'GET /shops/{shop}/findings'>['items'][number]
export const findingWords: Record<Finding['kind'], string> = {
  price: 'Price',
  'files-missing': 'Files missing',
  'files-stale': 'Older files',
  limit: 'Would be lost',
  hidden: 'On sale or hidden',
  tags: 'Tags',
  texts: 'Texts',
}

export const settledWords: Record<NonNullable<HandEdit['settledHow']>, string> = {
  'put-right': 'Put right',
  accepted: 'Taken over here',
  'undone-there': 'Changed back there',
  superseded: 'Replaced by a later press',
}

export const versionKinds: Record<Version['kind'], string> = {
  first: 'First version',
  correction: 'Correction',
  sizes: 'More sizes',
  edition: 'New edition',
}

export const fileRoles: Record<File['role'], string> = {
  instructions: 'Instructions',
  a4: 'A4 pages',
  letter: 'US Letter pages',
  a0: 'A0 sheet',
  projector: 'Projector',
  chart: 'Chart',
  other: 'Other',
}

export const crafts = { sewing: 'Sewing', knitting: 'Knitting', crochet: 'Crochet', quilting: 'Quilting', other: 'Other' } as const

/** Fields of a listing in her words, in the order in which they are shown. */
export const fields = {
  title: 'Title',
  summary: 'Short text',
  description: 'Description',
  sku: 'Article number',
  price: 'Price',
  salePrice: 'Sale price',
  isPublished: 'On sale or hidden',
  tags: 'Tags',
  categories: 'Categories',
  images: 'Pictures',
  files: 'Files',
  shelf: 'Category there',
  properties: 'Facts there',
} as const

export const causes = {
  publish: 'Published',
  undo: 'Taken back',
  accept: 'Taken over',
  import: 'Brought in',
  'put-right': 'Put right',
  'make-ready': 'Made ready',
  launch: 'Launched',
  retire: 'Put away',
  unpublish: 'Taken off sale',
  back: 'Went back',
  promote: 'Promoted',
  'promotion-over': 'Promotion over',
  follow: 'Followed',
} as const

type Launch = AnswerOf<'GET /shops/{shop}/launches'>['items'][number]
type Promotion = AnswerOf<'GET /shops/{shop}/promotions'>['items'][number]
export const promotionWords: Record<Promotion['state'], Word> = {
  planned: word('Planned', 'calm', 'clock'),
  running: word('Running', 'good', 'check'),
  over: word('Over', 'plain', 'dot'),
}
export const promotionStages: Record<Promotion['listings'][number]['stage'], Word> = {
  planned: word('Planned', 'calm', 'clock'),
  running: word('Lowered', 'good', 'check'),
  over: word('Back as it was', 'plain', 'dot'),
  late: word('Not yet', 'wait', 'hand'),
}

type CouponPlace = NonNullable<Promotion['coupon']>['places'][number]
export const couponStages: Record<CouponPlace['stage'], Word> = {
  planned: word('Planned', 'calm', 'clock'),
  there: word('There', 'good', 'check'),
  differs: word('Changed by hand', 'wait', 'hand'),
  gone: word('Deleted there', 'wait', 'hand'),
  refused: word('Not taken', 'bad', 'cross'),
  over: word('Over', 'plain', 'dot'),
  'let-go': word('Left as it is there', 'own', 'hand'),
  'by-hand': word('Waits for your hands', 'wait', 'hand'),
  done: word('Made by hand', 'good', 'check'),
  late: word('Not yet', 'wait', 'hand'),
}
type CouponWay = AnswerOf<'POST /shops/{shop}/promotions/coupon/preview'>['places'][number]['way']
export const couponWays: Record<CouponWay, Word> = {
  made: word('Selvage makes it', 'good', 'check'),
  'by-hand': word('You make it', 'wait', 'hand'),
  cannot: word('Cannot', 'plain', 'cross'),
  refused: word('Not taken', 'bad', 'cross'),
}

export const launchWords: Record<Launch['state'], Word> = {
  planned: word('Planned', 'calm', 'clock'),
  launched: word('Launched', 'good', 'check'),
  cancelled: word('Cancelled', 'plain', 'cross'),
}
export const stageWords: Record<Launch['listings'][number]['stage'], Word> = {
  preparing: word('Being made ready', 'calm', 'turn'),
  ready: word('Ready, hidden', 'good', 'eye'),
  starting: word('Going on sale', 'calm', 'turn'),
  'on-sale': word('On sale', 'good', 'check'),
  waiting: word('Waits', 'wait', 'hand'),
}

const accounts: Readonly<Record<string, string>> = {
  'income:patterns': 'Income from patterns',
  'liability:tax': 'Tax to hand on',
  'asset:clearing': 'Held by the shop’s payments',
  'expense:fees': 'Fees',
}
const postingCauses: Readonly<Record<string, string>> = {
  sale: 'Sale',
  fee: 'Fee of the sale',
  correction: 'Correction of the sale',
  refund: 'Refund',
  'refund-undone': 'Refund taken back',
}

/** 'income:patterns:shop' as a bookkeeper would say it; an account without words of its own is shown as it is named. */
export function accountWords(account: string): string {
  const [kind = '', what = ''] = account.split(':')
  return accounts[`${kind}:${what}`] ?? account.replaceAll(':', ' · ')
}
export const postingCauseWords = (cause: string): string => postingCauses[cause.split(':')[0] ?? ''] ?? cause
