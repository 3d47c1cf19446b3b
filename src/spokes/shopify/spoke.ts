/** Shopify, Admin GraphQL API: the seller's own shop, by an app of her own. */
import { z } from 'zod'
import { cannot, defineShop } from '#kit'
import { access, authorise, tokens, wanted } from './access.ts'
import { apply, batchSize } from './apply.ts'
import type { Settings } from './client.ts'
import { coupons } from './coupons.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { findOwn, readListings, readListingsById, readMarks } from './listings.ts'
import { check, type Extras, limits, project } from './mapping.ts'
import { fields, plan } from './plan.ts'
import { fulfil, readMoney, readSales, salesFrom } from './sales.ts'
import { readShelves } from './shelves.ts'
import { verify } from './verify.ts'

const blank = z.literal('').transform(() => undefined)
const optional = z.union([blank, z.string().trim().min(8, 'That is too short to be one.')]).optional()

const settingsSchema = z.object({
  clientId: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{32}$/i, 'The client ID has 32 letters and digits.'),
  clientSecret: z.string().trim().min(16, 'That is too short to be a client secret.'),
  previousSecret: optional,
  accessToken: optional,
  expiresAt: z.union([blank, z.iso.datetime()]).optional(),
  refreshToken: optional,
})

/** Points a second on the smallest plan, and the most that is saved up; on others the shop's own answers tell more. */
const perSecond = 100
const burst = 2000

export default defineShop<Settings>({
  id: 'shopify',
  label: 'Shopify',
  docs: 'https://shopify.dev/docs/api/admin-graphql',
  home: null,
  steps: [
    'Open dev.shopify.com with the account that owns the shop, choose Apps > Create app, and name it “Selvage”.',
    `Under Versions make a version with these scopes: ${wanted.read.join(', ')}. They let Selvage read your products, orders and payouts, and nothing else. Release it. Before you first publish there, Selvage says which scopes for writing to add.`,
    'Install the app in your shop (Home > Install app). The app and the shop must belong to the same organisation.',
    'Open Settings of the app and copy the client ID and the client secret into the form here.',
    'The address of the shop is the one that ends in .myshopify.com, also when your shop has an address of its own.',
  ],
  settings: {
    schema: settingsSchema,
    fields: [
      { name: 'clientId', label: 'Client ID', help: 'In the settings of the app in the Dev Dashboard.', isSecret: false },
      {
        name: 'clientSecret',
        label: 'Client secret',
        help: 'Beside the client ID. It also proves which messages come from your shop.',
        isSecret: true,
      },
      {
        name: 'previousSecret',
        label: 'Client secret before the last change',
        help: 'Only in the hour after you changed the secret there: until then messages may still be signed with the old one.',
        isSecret: true,
        isOptional: true,
      },
      {
        name: 'accessToken',
        label: 'Access token',
        help: 'Only for an app that was made in the shop itself before 2026. Otherwise leave it empty; one is fetched every day.',
        isSecret: true,
        isOptional: true,
        placeholder: 'shpat_',
      },
    ],
  },
  // Counted for this app at this shop, in points; what is under way at once is not counted, a few at a time are kind.
  rates: ({ clientId }, baseUrl) => [{ key: `shopify ${new URL(baseUrl).host} ${clientId}`, perSecond, burst, perDay: null, atOnce: 6 }],
  // The limits are told in the bodies; the client passes them on.
  learn: null,
  tokens,
  fields,
  limits,
  batchSize,

  verify,
  access,
  authorise,

  publishes: true,
  project,
  check,
  uploadsFiles: true,
  isCreateKeyed: true,
  tellsBuyers: true,
  reachesEarlierBuyers: cannot('The shop holds no files; your buyers get a corrected one in their Selvage library.'),
  corrections: {
    mailsBuyers: true,
    tellsThere: cannot('Your shop sends mails to its buyers by its own marketing tools alone; a correction goes by mail from here.'),
    source:
      'The shop is the seller’s own: its buyers give their address to her, for the order (shopify.dev, protected customer data; read 2026-11)',
  },
  readListings,
  readListingsById,
  readMarks,
  findOwn,
  plan,
  apply,
  openListedFile: cannot('The shop holds no files to download; Selvage delivers them.'),
  pictureAddress: ({ extras }) => (extras as unknown as Extras).picture ?? null,
  readProperties: cannot(
    'Shopify’s API tells what a category asks for, and has no way to set it on a product; fill it in there, under “Category metafields”.',
  ),
  listedPictures: ({ extras }) => (extras as unknown as Extras).shown ?? [],
  readShelves,
  leftByHand: null,
  coupons,
  bundles: cannot('Selvage makes no bundle at Shopify yet: make it there by hand.'),

  readSales,
  salesFrom,
  fulfil,
  readMoney,
  readHook,
  salesInHook: null,
  keepHooks,
  dropHooks,
})
