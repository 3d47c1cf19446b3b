/** How the recordings of products are played. */
import { newProduct } from './products.ts'
import type { Exchange } from './recordings.ts'
import { exchangesOf } from './recordings.ts'
import { type Act, playAll, type Replays, type Stand } from './replays.ts'
import type { State } from './state.ts'
import { crossed } from './testing.ts'
import { parseGmt } from './time.ts'

const up = 'https://store.example/wp-content/uploads/woocommerce_uploads/2026/11'

/** The hundred products that the recorder made, of which the recording shows two. */
const hundred = Array.from({ length: 100 }, (_, at) => ({
  name: `Batch pattern ${at}`,
  type: 'simple',
  status: 'publish',
  virtual: true,
  downloadable: true,
  regular_price: (3 + at / 10).toFixed(2),
  sku: `HUB-B-${String(at).padStart(3, '0')}`,
  downloads: [{ name: 'PDF', file: `${up}/scarf-a4.pdf` }],
  meta_data: [{ key: 'hub_product_id', value: `b${at}` }],
}))

const batchWhole = ({ name }: Exchange): unknown => {
  if (name === 'create 100' || name === 'create the same 100 again') return { create: hundred }
  if (name === 'update 100 prices') return { update: hundred.map((_, at) => ({ id: 40 + at, regular_price: (4 + at / 10).toFixed(2) })) }
  if (name === 'batch 60+60') return { create: hundred.slice(0, 60), update: hundred.slice(0, 60) }
  return undefined
}

const recordedTags = (state: State): void => {
  const names = [
    [18, 'beginner', 'beginner'],
    [19, 'knit, "easy" &amp; fun 🧶', 'knit-easy-fun-%f0%9f%a7%b6'],
    [20, 'brand new tag', 'brand-new-tag'],
  ] as const
  for (const [id, name, slug] of names) state.tags.push({ id, name, slug, description: '', parent: 0 })
  state.next.term = 21
}

const batch: Act = {
  prepare: state => {
    recordedTags(state)
    state.next.post = 40
  },
  run: (stand, exchanges) => playAll(stand, exchanges, undefined, batchWhole),
}

interface Listed {
  readonly id: number
  readonly sku: string
  readonly status: string
  readonly date_modified_gmt: string
}

/** The 127 products of the recorded store: as the lists show them, and otherwise as the recordings before made them. */
export function recordedProducts(state: State): void {
  recordedTags(state)
  state.tags.push({ id: 21, name: 't-new-1795400993755', slug: 't-new-1795400993755', description: '', parent: 0 })
  const shown = new Map<number, Listed>()
  for (const { request, response } of exchangesOf('products-list.json'))
    if (/products$/.test(request.path) && Array.isArray(response.body))
      for (const each of response.body as Listed[]) if (each.status !== 'trash') shown.set(each.id, each)
  const quiet = parseGmt('2026-11-23T02:29:50') ?? 0
  for (let id = 17; id <= 144; id++) {
    if (id === 139) continue
    const made = hundred[id - 40]
    const product = newProduct(id, quiet - 1000 + id)
    product.name = made?.name ?? `Product ${id}`
    product.sku = shown.get(id)?.sku ?? made?.sku ?? ''
    product.regularPrice = made ? '4.00' : ''
    product.modified = parseGmt(shown.get(id)?.date_modified_gmt) ?? quiet
    product.downloadable = made !== undefined || id === 17 || id === 18
    product.status = shown.get(id)?.status ?? 'publish'
    product.slug = `product-${id}`
    state.products.push(product)
  }
  // Of the 14 drafts the lists show some; which of the oldest were the others is not told.
  for (const product of state.products.slice(0, 10)) if (draftsOf(state) < 14 && !shown.has(product.id)) product.status = 'draft'
  state.next.post = 145
}
const draftsOf = (state: State): number => state.products.filter(({ status }) => status === 'draft').length

const list: Act = {
  prepare: recordedProducts,
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true, ids: true }
    await playAll(
      stand,
      exchanges.filter(each => each.name !== 'modified_after status=trash'),
      async name => {
        if (name === 'modified_after after a delete') await stand.store.call('DELETE', '/products/138')
      },
    )
    // The one in the bin was changed when it was put there: its date is of this day.
    stand.replay.exactly = { paging: true }
    await playAll(
      stand,
      exchanges.filter(each => each.name === 'modified_after status=trash'),
    )
  },
}

const more: Act = {
  prepare: state => {
    recordedProducts(state)
    state.approved.push('https://files.hub.example/')
    for (const path of ['2026/11/cover.png', '2026/11/cover-1.png']) state.attachments.push(coverAt(state.next.post++, path))
    const sold = state.products.find(({ id }) => id === 60)
    if (sold)
      Object.assign(sold, {
        regularPrice: '6.00',
        salePrice: '5.00',
        saleFrom: parseGmt('2020-01-01T00:00:00'),
        saleTo: parseGmt('2099-01-01T00:00:00'),
      })
  },
  run: async (stand, exchanges) => {
    const races = /4 at once: (\d)$/
    const isCreate = (each: Exchange): boolean => /^same new SKU/.test(each.name)
    await playAll(stand, exchanges.slice(0, exchanges.findIndex(isCreate)))
    // The order of the steps in which the recorded four got on, as their answers tell it. The third made it; its id is learnt from its own answer.
    await race(stand, exchanges.filter(isCreate), [1, 3, 3, 4, 2, 1])
    await playAll(
      stand,
      exchanges.filter(({ name }) => name === 'which of them live'),
    )
    await race(
      stand,
      exchanges.filter(({ name }) => /^same product updated/.test(name)),
      [3, 3, 3, 4, 4, 3, 4, 4, 2, 2, 1, 1, 2, 2, 1, 1],
    )
    await playAll(
      stand,
      exchanges.slice(exchanges.findIndex(({ name }) => name === 'after the race')).filter(({ name }) => !races.test(name)),
    )
  },
}

const coverAt = (id: number, path: string): State['attachments'][number] => ({
  id,
  created: 0,
  modified: 0,
  title: path.split('/').at(-1) ?? path,
  alt: '',
  path,
  mediaType: 'image/png',
  sha256: '',
  sizeBytes: 0,
  width: 800,
  height: 600,
})

/** Sends them at the same time, in the order of their numbers. */
async function race({ store, replay, score }: Stand, exchanges: readonly Exchange[], order: readonly number[]): Promise<void> {
  const sorted = [...exchanges].sort((a, b) => Number(a.name.at(-1)) - Number(b.name.at(-1)))
  const played = await crossed(
    store,
    order,
    sorted.map(exchange => () => replay.play(exchange)),
  )
  for (const each of played) score.hold(each, each.differences)
}

export const productReplays: Replays = {
  'products-lifecycle.json': {},
  'products-batch.json': { acts: [batch] },
  'products-list.json': { acts: [list] },
  'products-more.json': { acts: [more] },
}
