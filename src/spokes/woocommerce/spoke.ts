/** WooCommerce, REST v3: the seller's own store on WordPress. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Access, cannot, defineShop, type ObservedListing, SpokeError } from '#kit'
import { apply, batchSize } from './apply.ts'
import type { Context, Settings } from './client.ts'
import { coupons } from './coupons.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { findOwn, readListings, readListingsById, readMarks } from './listings.ts'
import { check, type Extras, limits, project } from './mapping.ts'
import { plan, storeFields } from './plan.ts'
import { readProperties } from './read-attributes.ts'
import { readSales, salesFrom } from './sales.ts'
import { verify } from './verify.ts'
import { Handover } from './wire.ts'

/** Letters, digits, '-' and '_' only: the store decodes entities in a secret before it signs. */
const newSecret = () => randomBytes(32).toString('base64url')
const blank = z.literal('').transform(() => undefined)

const settingsSchema = z.object({
  consumerKey: z
    .string()
    .trim()
    .regex(/^ck_\w+$/, 'The consumer key begins with ck_.'),
  consumerSecret: z
    .string()
    .trim()
    .regex(/^cs_\w+$/, 'The consumer secret begins with cs_.'),
  hookSecret: z
    .union([blank, z.string().min(16, 'At least 16 characters; leave it empty and one is made.')])
    .optional()
    .transform(secret => secret ?? newSecret()),
  wordpressUser: z.union([blank, z.string().trim()]).optional(),
  // WordPress shows it in groups of four; the spaces mean nothing.
  wordpressPassword: z.union([blank, z.string().transform(text => text.replace(/\s/g, ''))]).optional(),
})

const fileLimits = { maxBytes: 256 * 1024 * 1024, timeoutMs: 300_000 }

async function openListedFile(ctx: Context, { extras }: ObservedListing, fileKey: string): Promise<ReadableStream<Uint8Array>> {
  const found = (extras as unknown as Extras).downloads.find(({ key }) => key === fileKey)
  if (found === undefined) throw new SpokeError('bug', 'open a listed file: the listing has no such file')
  // The buyer's link makes the store fetch this very address; no keys are needed, and none are sent to what may be another host.
  const response = await ctx.fetch(found.file, fileLimits)
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new SpokeError(
      response.status >= 500 ? 'retry' : 'seller',
      `open a listed file: ${response.status}. The shop's buyers get it from there.`,
    )
  }
  return response.body
}

const access: Access = {
  read: [{ name: 'read', lets: 'see your products, orders and customers' }],
  write: [{ name: 'read_write', lets: 'add and change products, and be told of sales at once' }],
  widen: [
    'Open the dashboard of your shop, choose WooCommerce > Settings > Advanced > REST API, and open the key “Selvage” there.',
    'Set its Permissions to Read/Write and press “Update”. The key itself stays the same.',
    'Then press “Look again” here. If you made a new key instead, paste it here.',
  ],
}

export default defineShop<Settings>({
  id: 'woocommerce',
  label: 'WooCommerce',
  docs: 'https://developer.woocommerce.com/docs/apis/rest-api/',
  home: null,
  steps: [
    'Open the dashboard of your shop and choose WooCommerce > Settings > Advanced > REST API, then “Add key”.',
    'Describe it as “Selvage”, choose a user who is an administrator, and set Permissions to Read. Press “Generate API key”. Before you first publish there, you change it to Read/Write; until then the shop itself refuses to be changed.',
    'Copy the consumer key (ck_…) and the consumer secret (cs_…) into the form here. The shop shows them only once.',
    'Under Settings > Permalinks anything but “Plain” must be chosen; otherwise the shop does not look at keys.',
    'Only when you publish from an installation without a public address: choose Users > Profile > Application Passwords, make one named “Selvage”, and copy your user name and that password too. Your files are then put into the shop’s own media library.',
  ],
  settings: {
    schema: settingsSchema,
    fields: [
      { name: 'consumerKey', label: 'Consumer key', help: 'Begins with ck_.', isSecret: true, placeholder: 'ck_' },
      {
        name: 'consumerSecret',
        label: 'Consumer secret',
        help: 'Begins with cs_. The shop shows it once.',
        isSecret: true,
        placeholder: 'cs_',
      },
      {
        name: 'wordpressUser',
        label: 'WordPress user name',
        help: 'Only when files are copied into the media library.',
        isSecret: false,
        isOptional: true,
      },
      {
        name: 'wordpressPassword',
        label: 'Application password',
        help: 'Made under Users > Profile; not your login password.',
        isSecret: true,
        isOptional: true,
      },
    ],
  },
  // The store counts nothing itself; its host has few workers, and each request starts WordPress anew (about 100 ms before it does anything).
  rates: (_settings, baseUrl) => [{ key: `woocommerce ${new URL(baseUrl).host}`, perSecond: 10, burst: 40, perDay: null, atOnce: 2 }],
  learn: null,
  tokens: null,
  fields: storeFields,
  limits,
  batchSize,

  verify,
  access,
  authorise: {
    isLoopbackAllowed: false,
    isOnlyWay: false,
    needs: [],
    start: ({ baseUrl, callbackUrl, access: kind, returnUrl, state }) => {
      const url = new URL(`${baseUrl}/wc-auth/v1/authorize`)
      // No '&' in the name: the store cuts it there. The state is the user_id, in which a '+' would come back as a space.
      url.search = new URLSearchParams({
        app_name: 'Selvage',
        scope: kind === 'write' ? 'read_write' : 'read',
        user_id: state,
        return_url: returnUrl,
        callback_url: callbackUrl,
      }).toString()
      return { url: url.href, keep: { scope: kind === 'write' ? 'read_write' : 'read' } }
    },
    stateOf: body => Handover.safeParse(parseJson(body)).data?.user_id ?? null,
    finish: async (_ctx, { body, given, keep }) => {
      const { data } = Handover.safeParse(parseJson(body))
      if (data === undefined) throw new SpokeError('bug', 'the callback of the consent page does not hold a key')
      const asked = (keep as { scope?: string } | null)?.scope
      if (asked === 'read_write' && data.key_permissions !== '' && data.key_permissions !== 'read_write')
        throw new SpokeError('seller', 'The shop gave a key that may only read. Start again and approve Read/Write.')
      return { consumerKey: data.consumer_key, consumerSecret: data.consumer_secret, hookSecret: given.hookSecret || newSecret() }
    },
  },

  publishes: true,
  project,
  check,
  uploadsFiles: false,
  isCreateKeyed: true,
  reachesEarlierBuyers: true,
  corrections: {
    mailsBuyers: true,
    tellsThere: cannot('WooCommerce tells nobody that a file was replaced; the link of the order gives the new one.'),
    source:
      'The shop is the seller’s own: its buyers give their address to her, for the order; downloads keep their id (woocommerce/woocommerce#16081; read 2026-11)',
  },
  tellsBuyers: true,
  readListings,
  readListingsById,
  readMarks,
  findOwn,
  plan,
  apply,
  openListedFile,
  pictureAddress: ({ extras }) => (extras as unknown as Extras).picture ?? null,
  readProperties,
  listedPictures: ({ extras }) => (extras as unknown as Extras).shown ?? [],
  readShelves: cannot('The categories of this shop are your own: they go by their names, and one that is missing is made there.'),
  leftByHand: null,
  coupons,
  bundles: cannot('WooCommerce itself has no bundles at one price; that is an extension of its own.'),

  readSales,
  salesFrom,
  fulfil: cannot('The shop completes a paid order of downloads by itself.'),
  readMoney: cannot('The shop does not know what its payment provider keeps; that comes from the provider.'),
  readHook,
  salesInHook: null,
  keepHooks,
  dropHooks,
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
