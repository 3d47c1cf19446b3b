/** Patternmart: say here what it is, and which version of its API this speaks. */

import { z } from 'zod'
import { cannot, defineShop, type Json, noLimits, SpokeError, type StepOutcome, sha256Hex } from '#kit'
import { type Context, call, type Settings } from './client.ts'
import { check, fields, project, toBody, toListing } from './mapping.ts'
import { Item, Shop } from './wire.ts'

const shopOf = async (ctx: Context) => Shop.parse(await call(ctx, 'GET', '/api/shop'))
const itemsOf = async (ctx: Context, query: string) => Item.array().parse(await call(ctx, 'GET', `/api/items?${query}`))

export default defineShop<Settings>({
  id: 'patternmart',
  label: 'Patternmart',
  docs: 'https://patternmart.example/api',
  home: null,
  steps: [
    'Open your shop at Patternmart.',
    'Choose Settings > Keys, and make a key named “Selvage” with the right to read and to write.',
    'Copy it into the form here; it is shown only once.',
  ],
  settings: {
    schema: z.object({ apiKey: z.string().trim().min(1, 'Paste the key here.') }),
    fields: [{ name: 'apiKey', label: 'Key', help: 'Under Settings > Keys.', isSecret: true }],
  },
  // What the platform counts: here the host, which stands for its key.
  rates: (_settings, baseUrl) => [{ key: new URL(baseUrl).host, perSecond: 2, burst: 10, perDay: null, atOnce: 2 }],
  learn: null,
  tokens: null,
  fields,
  // State here what it takes of texts, tags, pictures, files and prices: a listing is fitted to it before it is sent.
  limits: noLimits,
  batchSize: 1,

  verify: async ctx => {
    const { name, currency, url } = await shopOf(ctx)
    return { name, currency, url, canWrite: true, version: null, warnings: [], account: '' }
  },
  access: cannot('Not written yet: its keys are taken to do everything'),
  authorise: cannot('Not written yet: paste a key instead'),

  publishes: true,
  project,
  check,
  uploadsFiles: false,
  isCreateKeyed: true,
  reachesEarlierBuyers: true,
  corrections: {
    mailsBuyers: cannot('Its rules about writing to buyers are not read yet, so nobody is written to.'),
    tellsThere: cannot('It is not known yet whether its sellers can write to those who bought.'),
    source: 'Not written yet: where its rule stands, and when it was read, such as 2026-11',
  },
  tellsBuyers: true,
  readListings: cannot('Not written yet'),
  readListingsById: async (ctx, remoteIds) => {
    const { currency } = await shopOf(ctx)
    return (await itemsOf(ctx, `ids=${remoteIds.join(',')}`)).map(item => toListing(item, currency))
  },
  readMarks: cannot('Not written yet'),
  findOwn: async (ctx, wanted) => {
    const items = await itemsOf(ctx, `references=${wanted.map(({ listingId }) => listingId).join(',')}`)
    return new Map(items.flatMap(({ reference, id }) => (reference === null ? [] : [[reference, id] as const])))
  },
  plan: ({ listingId, desired, observed, difference }) => {
    if (observed !== null && difference.length === 0) return []
    const changed = observed === null ? fields : fields.filter(field => difference.some(found => found.field === field))
    const body = toBody(desired, changed)
    const kind = observed === null ? 'create' : 'update'
    const says = observed === null ? `Make the listing “${desired.title}”` : `Change ${changed.join(', ')}`
    return [
      {
        kind,
        key: `${kind}:${listingId}:${sha256Hex(JSON.stringify(body))}`,
        says,
        fields: changed,
        body,
        cost: null,
        cannotUndo: null,
        together: null,
      },
    ]
  },
  apply: async (ctx, orders) => {
    const outcomes: StepOutcome[] = []
    for (const { listingId, remoteId, step } of orders) {
      try {
        const body = step.body as { readonly [key: string]: Json }
        const isNew = step.kind === 'create'
        const answer = isNew
          ? await call(ctx, 'POST', '/api/items', { ...body, reference: listingId })
          : await call(ctx, 'PUT', `/api/items/${remoteId}`, body)
        outcomes.push({ state: 'done', remoteId: z.object({ id: z.string() }).parse(answer).id })
      } catch (error) {
        if (!(error instanceof SpokeError)) throw error
        if (orders.length === 1) throw error
        outcomes.push({ state: error.isUnknown ? 'unknown' : 'refused', error })
      }
    }
    return outcomes
  },
  openListedFile: cannot('Not written yet'),
  pictureAddress: cannot('Not written yet'),
  listedPictures: cannot('Not written yet'),
  readShelves: cannot('Not written yet'),
  readProperties: cannot('Not written yet'),
  leftByHand: null,
  coupons: cannot('Not written yet'),
  bundles: cannot('Not written yet'),

  readSales: cannot('Not written yet'),
  fulfil: cannot('Not written yet'),
  readMoney: cannot('Not written yet'),
  salesFrom: at => at.toISOString(),
  readHook: cannot('Not written yet'),
  salesInHook: null,
  keepHooks: cannot('Not written yet'),
  dropHooks: cannot('Not written yet'),
})
