/** A storefront without an API, made of data alone: nothing is asked of it, everything there is done by her hands and told by her word. */
import { z } from 'zod'
import { byHandContent, unfitFor } from '#hub/by-hand/fit.ts'
import type { HandRules } from '#hub/by-hand/hand-rules.ts'
import type { ListingField } from '#hub/listing/content.ts'
import type { ListingLimits } from '#hub/listing/limits.ts'
import { decimalsOf } from '#hub/money.ts'
import { SpokeError } from './error.ts'
import { cannot, defineShop, type ShopSpoke } from './shop.ts'

export type { HandField, HandRules } from '#hub/by-hand/hand-rules.ts'

export interface HandShop extends HandRules {
  /** The folder's name. */
  readonly id: string
  readonly label: string
  /** Its own help for sellers. */
  readonly docs: string
  /** Hosts under which her page there can lie, and pages below them. */
  readonly hosts: readonly string[]
  readonly limits: ListingLimits
  /** Whether its tables of sales tell buyers' addresses; else the sentence that says so. */
  readonly tellsBuyers: true | string
  /** Whether those who bought before get a file that is replaced there; else the sentence that says so. */
  readonly reachesEarlierBuyers: true | string
  /** How those who bought there may be told of a correction. */
  readonly corrections: ShopSpoke['corrections']
}

export interface HandSettings {
  readonly currency: string
}

const settings = z.object({
  currency: z
    .string()
    .transform(text => text.trim().toUpperCase())
    .refine(isCurrency, 'Use the three letters of the currency in which you sell there, for example EUR or USD.'),
})

function isCurrency(code: string): boolean {
  try {
    return decimalsOf(code) >= 0
  } catch {
    return false
  }
}

export function shopByHand(shop: HandShop): ShopSpoke<HandSettings> {
  const { id, label, docs, hosts, limits, tellsBuyers, reachesEarlierBuyers, corrections, ...hand } = shop
  const missing = cannot(`${label} has no way in for programs: what is done there is done by hand.`)
  const never = async () => {
    throw new SpokeError('bug', `${label} is kept by hand, and something was to be asked of it`)
  }
  const fields: readonly ListingField[] = [
    ...hand.fields.map(({ field }) => field),
    'isPublished',
    ...(limits.images.most === 0 ? [] : (['images'] as const)),
    'files',
  ]
  return defineShop<HandSettings>({
    id,
    label,
    docs,
    home: null,
    steps: [
      `Open your page at ${label} in a browser and copy its address into the form. Selvage never opens it: nothing is read there and nothing is written.`,
      'Say in which currency you sell there.',
      `When you publish, Selvage makes a kit – files, pictures, texts ready to paste – and asks you to put it up at ${label} and tick it off.`,
      `Your sales come in as a table that you save at ${label} and bring here, as often as you like.`,
    ],
    settings: {
      schema: settings,
      fields: [
        {
          name: 'currency',
          label: 'Currency',
          help: 'In which you sell there: three letters, such as EUR.',
          isSecret: false,
          placeholder: 'EUR',
        },
      ],
    },
    rates: () => [],
    learn: null,
    tokens: null,
    fields,
    limits,
    batchSize: 1,
    verify: async ({ settings: { currency }, baseUrl }) => {
      const { hostname, pathname } = new URL(baseUrl)
      if (!hosts.some(host => hostname === host || hostname.endsWith(`.${host}`)))
        throw new SpokeError(
          'seller',
          `This is no page at ${label}: its address should lie at ${hosts.join(' or ')}. Copy it from your page there.`,
        )
      return { name: nameIn(pathname) || label, currency, url: baseUrl, canWrite: false, version: null, warnings: [], account: '' }
    },
    access: missing,
    authorise: missing,

    publishes: { byHand: hand },
    project: desired => byHandContent(desired, { hand, limits }),
    check: (desired, blobs) => {
      const why = desired.isPublished ? unfitFor(desired, label, { hand, limits, blobs }) : null
      if (why !== null) throw new SpokeError('seller', why)
    },
    uploadsFiles: true,
    isCreateKeyed: true,
    reachesEarlierBuyers: reachesEarlierBuyers === true ? true : cannot(reachesEarlierBuyers),
    corrections,
    tellsBuyers: tellsBuyers === true ? true : cannot(tellsBuyers),
    readListings: missing,
    readListingsById: never,
    readMarks: missing,
    findOwn: never,
    plan: ({ listingId, desired, observed, difference }) =>
      difference.length === 0
        ? []
        : [
            {
              kind: 'by-hand',
              key: `by-hand:${listingId}`,
              says: saysOf(label, { isPublished: desired.isPublished, wasPublished: observed?.content.isPublished ?? null }),
              fields: difference.map(({ field }) => field),
              body: null,
              cost: null,
              cannotUndo: null,
              together: null,
            },
          ],
    apply: never,
    openListedFile: missing,
    pictureAddress: missing,
    listedPictures: missing,
    readShelves: missing,
    readProperties: missing,
    leftByHand: null,
    coupons: { byHand: `where ${label} lets its sellers make coupons; where it does not, tick this off` },
    bundles: missing,

    readSales: missing,
    fulfil: missing,
    readMoney: missing,
    salesFrom: () => null,
    readHook: missing,
    salesInHook: null,
    keepHooks: missing,
    dropHooks: missing,
  })
}

/** '/shops/StudioMaren' is StudioMaren's. */
function nameIn(pathname: string): string {
  const last = pathname.split('/').findLast(part => part !== '') ?? ''
  try {
    return decodeURIComponent(last).replace(/^@/, '')
  } catch {
    return last
  }
}

/** @param wasPublished null: it is not there yet. */
function saysOf(label: string, { isPublished, wasPublished }: { isPublished: boolean; wasPublished: boolean | null }): string {
  if (!isPublished) return `You take it off sale at ${label}, and tick that off here`
  return wasPublished === null
    ? `You put it up at ${label} with the kit, and tick that off here`
    : `You bring it up to date at ${label} with the kit, and tick that off here`
}
