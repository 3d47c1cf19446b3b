/** How the recordings of keys, refusals, indexes, the consent page and a buyer's files are played. */
import { createHash } from 'node:crypto'
import type { FakeBytes } from '#kit/fake-bytes.ts'
import { newProduct } from './products.ts'
import { readRecording, type Unit } from './recordings.ts'
import { type Act, playAll, type Replays } from './replays.ts'
import { blankOrder } from './replays-orders.ts'
import { recordedProducts } from './replays-products.ts'
import type { State } from './state.ts'
import { parseGmt } from './time.ts'

const refusals: Act = {
  run: async (stand, exchanges) => {
    const { store, replay } = stand
    const owner = await store.call('POST', '/products', { name: 'Unapproved', sku: 'UNAPPROVED-1', status: 'draft' })
    const other = await store.call('POST', '/products', { name: 'Seventeen' })
    await store.call('POST', '/customers', { email: 'shopper@buyer.example' })
    replay.ids.set('products/12', String(owner.body.id)).set('products/17', String(other.body.id))
    await store.call('POST', '/products/batch', { create: Array.from({ length: 16 }, () => ({})) })
    await playAll(stand, exchanges, undefined, ({ name }) =>
      name === 'batch over 100' ? { create: Array.from({ length: 101 }, (_, at) => ({ name: `p${at}` })) } : undefined,
    )
  },
}

const customerAt = (id: number, email: string): State['customers'][number] => ({
  id,
  created: 0,
  email,
  firstName: '',
  lastName: '',
  username: email.split('@')[0] ?? email,
  role: 'customer',
  isPaying: false,
})

const paging: Act = {
  prepare: state => {
    recordedProducts(state)
    // 137 products, of which the newest is 201; five accounts, of which the first is shown.
    for (let id = 192; id <= 201; id++) state.products.push(newProduct(id, parseGmt('2026-11-23T02:47:00') ?? 0))
    for (let id = 2; id <= 5; id++) state.customers.push(customerAt(id, `zoe${id}@buyer.example`))
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true, ids: true }
    await playAll(stand, exchanges)
  },
}

/** One of the store's own files, under the path of the recorded one. */
export async function keepFile(state: State, uploads: FakeBytes, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  await uploads.keep(bytes)
  state.attachments.push({
    id: state.next.post++,
    created: 0,
    modified: 0,
    title: name,
    alt: '',
    path: `woocommerce_uploads/2026/11/${name}`,
    mediaType: 'application/pdf',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    width: null,
    height: null,
  })
}

const buyer = 'shopper@buyer.example'
const ownFile = (name: string): string => `/wp-content/uploads/woocommerce_uploads/2026/11/${name}`
const paid = (id: number, key: string, productId: number): State['orders'][number] => ({
  ...blankOrder(id),
  status: 'completed',
  key,
  customerId: 2,
  billing: { ...blankOrder(id).billing, email: buyer },
  lines: [{ id: id + 1000, name: 'p', productId, quantity: 1, subtotal: 200, total: 200, tax: 0, subtotalTax: 0, sku: null }],
})

/** The buyer's older order, whose files are in the list all the while. */
export function olderOrder(state: State): void {
  const product = newProduct(40, 0)
  Object.assign(product, {
    name: 'Batch pattern 0',
    sku: 'HUB-B-000',
    regularPrice: '10.00',
    virtual: true,
    downloadable: true,
    slug: 'batch-pattern-0',
  })
  product.files = [
    { id: 'e24ff34c-f219-40f5-9c3d-4fbeace72114', name: 'US Letter', file: `https://store.example${ownFile('scarf-letter.pdf')}` },
    { id: 'd97ec42b-1884-436f-9719-730ac4321053', name: 'A4 v1 again', file: `https://store.example${ownFile('scarf-a4.pdf')}` },
  ]
  state.products.push(product)
  state.customers.push(customerAt(2, buyer))
  state.orders.push(paid(158, 'wc_order_m80toH0PCr4o0', 40))
  for (const { id } of product.files)
    state.permissions.push({ orderId: 158, productId: 40, fileId: id, customerId: 2, email: buyer, remaining: 3, expires: 4_000_000_000 })
}

const access: Act = {
  prepare: async (state, uploads) => {
    olderOrder(state)
    await keepFile(state, uploads, 'scarf-letter.pdf', '%PDF-1.4 pattern v1 us letter\n')
    await keepFile(state, uploads, 'scarf-a4-v2.pdf', '%PDF-1.4 pattern v2 a4\n')
    const fileId = '9a874250-de02-4a40-8c0f-068831be9924'
    const product = newProduct(221, 0)
    Object.assign(product, { name: 'Access', regularPrice: '2.00', virtual: true, downloadable: true })
    product.files = [{ id: fileId, name: 'f', file: ownFile('scarf-letter.pdf') }]
    state.products.push(product)
    const orders = { 222: 'wc_order_PCtcQxTbEBtky', 225: 'wc_order_90wz3AHn7vfaJ', 226: 'wc_order_HpvwXdmI0Bg5P' }
    for (const [id, key] of Object.entries(orders)) {
      state.orders.push(paid(Number(id), key, 221))
      state.permissions.push({ orderId: Number(id), productId: 221, fileId, customerId: 2, email: buyer, remaining: null, expires: null })
    }
  },
}

const writes: Act = {
  prepare: state => {
    const product = newProduct(41, 0)
    product.regularPrice = '7.50'
    state.products.push(product)
    state.orders.push(blankOrder(781))
  },
  run: async ({ store, replay, score }, exchanges) => {
    const before = new Map<string, { ours: string; recorded: string }>()
    const puts = exchanges.filter(({ request }) => request.method === 'PUT')
    for (const exchange of exchanges) {
      const { request, response } = exchange
      // The recorder left each write a second of its own, but the last: that came within the second of the one before, which so begins one here.
      if (exchange === puts.at(-2)) await store.control.advance({ ms: 3000 - (Date.now() % 1000) })
      else if (request.method === 'PUT' && exchange !== exchanges.at(-1)) await store.control.advance({ ms: 2000 })
      const { differences } = await replay.play(exchange)
      const now = {
        ours: String((await store.call('GET', request.path)).body.date_modified_gmt),
        recorded: (response.body as { date_modified_gmt: string }).date_modified_gmt,
      }
      const then = before.get(request.path)
      const hasMoved = then === undefined ? null : [then.ours !== now.ours, then.recorded !== now.recorded]
      const isSame = hasMoved === null || hasMoved[0] === hasMoved[1]
      score.hold(exchange, isSame ? differences : [...differences, `date_modified moved: ${hasMoved[0]} instead of ${hasMoved[1]}`])
      before.set(request.path, now)
    }
  },
}

interface Step extends Unit {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: Record<string, string> | string
    readonly logged_in: boolean
  }
  readonly response: {
    readonly status: number
    readonly location?: string
    readonly text: string
    readonly links: readonly { href: string; text: string }[]
  }
  readonly callback_posts: readonly {
    readonly path: string
    readonly raw_headers: readonly string[]
    readonly body_text: string
    readonly answered: { readonly status: number }
  }[]
}

/** Its steps carry the store's nonce from page to page, and the callback is played by our listener. */
const consent: Act = {
  run: async stand => {
    const { store, ears, score } = stand
    const here = (text: string): string =>
      text
        .replaceAll('https://store.example', store.url)
        .replaceAll('https://127.0.0.1:8444', ears.url)
        .replaceAll(encodeURIComponent('https://127.0.0.1:8444'), encodeURIComponent(ears.url))
    const there = (text: string): string =>
      text
        .replaceAll(store.url, 'https://store.example')
        .replaceAll(ears.url, 'https://127.0.0.1:8444')
        .replaceAll(encodeURIComponent(ears.url), encodeURIComponent('https://127.0.0.1:8444'))
    let nonce = 'NONCE'
    for (const step of (readRecording('auth-flow.json') as { steps: Step[] }).steps) {
      await store.control.clearFaults()
      if (step.name !== 'callback not https') await store.control.fault({ name: 'http-callback', times: null })
      if (!step.request.logged_in) await store.control.fault({ name: 'logged-out', times: null })
      ears.answer = step.callback_posts[0]?.answered.status ?? 200
      const posts = ears.received.length
      const { query } = step.request
      const asked =
        typeof query === 'string'
          ? here(query).replace('NONCE', nonce)
          : new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, here(value)])).toString()
      const answer = await fetch(`${store.url}${step.request.path}?${asked}`, { redirect: 'manual' })
      const text = await answer.text()
      nonce = /wc_auth_nonce=([0-9a-f]+)/.exec(text)?.[1] ?? nonce
      const differences: string[] = []
      const same = (what: string, ours: unknown, theirs: unknown): void => {
        if (JSON.stringify(ours) !== JSON.stringify(theirs))
          differences.push(`${what}: ${JSON.stringify(ours)} instead of ${JSON.stringify(theirs)}`)
      }
      same('status', answer.status, step.response.status)
      if (step.response.location !== undefined)
        same('location', decoded(there(answer.headers.get('location') ?? '')), decoded(step.response.location))
      const words = plain(text)
      for (const sentence of sentencesOf(step.response.text))
        if (!words.includes(sentence)) differences.push(`the page does not say “${sentence}”`)
      for (const link of step.response.links.filter(each => each.text !== 'Logout')) {
        const ours = [...text.matchAll(/href="([^"]*)">([^<]*)</g)].find(([, , label]) => label === link.text)?.[1] ?? ''
        const whole = there(ours.replaceAll('&amp;', '&').replace(/^\//, `${store.url}/`)).replace(nonce, 'NONCE')
        same(`link ${link.text}`, decoded(whole), decoded(link.href))
      }
      const posted = ears.received.slice(posts)
      same(
        'callbacks',
        posted.map(each => [each.path, zeroed(String(each.body))]),
        step.callback_posts.map(each => [each.path, zeroed(each.body_text)]),
      )
      score.hold(step, differences)
    }
  },
}

const decoded = (text: string): string => decodeURIComponent(text.replace(/\+/g, ' '))
const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/[“”]|&quot;|&amp;/g, sign => (sign === '&amp;' ? '&' : '"'))
    .replace(/\s+/g, ' ')
    .replace(/ \./g, '.')
    .replace(/" | "/g, ' " ')
    .replace(/\s+/g, ' ')
/** The recorded page without its log-out, cut where our page has its own order of words. */
const sentencesOf = (text: string): readonly string[] =>
  plain(text)
    .split(/Application authentication request|Logged in as admin|Logout Approve Deny|Access denied/)
    .map(each => each.trim())
    .filter(Boolean)
const zeroed = (body: string): string => body.replace(/(c[ks])_[0-9a-f]{40}/g, `$1_${'0'.repeat(40)}`).replace(/"key_id":\d+/, '"key_id":0')

export const accessReplays: Replays = {
  'errors.json': { acts: [refusals] },
  'paging-more.json': { acts: [paging] },
  'extras-access.json': { acts: [access] },
  'extras-writes.json': { acts: [writes] },
  'auth-flow.json': { acts: [consent] },
}
