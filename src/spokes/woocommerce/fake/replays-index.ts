/** How the indexes, the settings and the shopper's own checkout are played. */
import { newProduct } from './products.ts'
import { type Act, playAll, type Replays } from './replays.ts'

/** What the pretend store says of itself is a part of what the recorded one said: it has no plugins, and its machine is another. */
const index: Act = {
  prepare: state => {
    state.settings.storeName = 'Recording Store'
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { isPart: true }
    await playAll(stand, exchanges)
  },
}

const settings = 'pages of settings, mostly WooCommerce’s own words, that are not copied here: the client reads none of them'
/** Each shopper has a cart of her own; the recorded tokens are cut out, so and a paid cart is gone, so the next look begins another. */
const shopping: Act = {
  prepare: state => {
    state.next.post = 209
    const made = [
      { ...newProduct(40, 0), name: 'Batch pattern 0', slug: 'batch-pattern-0', sku: 'HUB-B-000', regularPrice: '10.00' },
      { ...newProduct(41, 0), name: 'Batch pattern 1', slug: 'batch-pattern-1', sku: 'HUB-B-001', regularPrice: '7.50' },
    ]
    for (const product of made) state.products.push({ ...product, virtual: true, downloadable: true })
    state.coupons.push({ id: 166, created: 0, usageLimit: 100, code: 'hub10', type: 'percent', amount: '10' })
  },
  run: async (stand, exchanges) => {
    const free = { name: 'Free pattern 45322', regular_price: '0', virtual: true, downloadable: true }
    await playAll(stand, exchanges, async name => {
      if (name === 'free product: cart') await stand.store.call('POST', '/products', free)
    })
  },
}

export const indexReplays: Replays = {
  'index.json': { named: { 'settings/products list': settings, 'settings groups': settings }, acts: [index] },
  'storeapi-checkout.json': { acts: [shopping] },
}
