/** How the recordings of orders are played. */
import { noAddress, noShipping } from './book.ts'
import { newProduct } from './products.ts'
import { type Exchange, exchangesOf } from './recordings.ts'
import { type Act, nextSecond, playAll, type Replays, type Stand } from './replays.ts'
import { recordedProducts } from './replays-products.ts'
import type { Order, State } from './state.ts'
import { parseGmt } from './time.ts'

async function seedOrders({ store, replay }: Stand): Promise<number> {
  const up = 'https://store.example/wp-content/uploads/woocommerce_uploads/2026/11/'
  const make = async (recorded: number, fields: unknown): Promise<number> => {
    const { body } = await store.call('POST', '/products', fields)
    replay.ids.set(`products/${recorded}`, String(body.id))
    return Number(body.id)
  }
  const digital = { virtual: true, downloadable: true }
  const downloads = ['US Letter:scarf-letter.pdf', 'A4:scarf-a4.pdf'].map(each => ({
    name: each.split(':')[0],
    file: `${up}${each.split(':')[1]}`,
  }))
  const first = await make(40, {
    name: 'Batch pattern 0',
    regular_price: '10.00',
    sku: 'HUB-B-000',
    ...digital,
    download_limit: 3,
    download_expiry: 30,
    downloads,
  })
  await make(41, { name: 'Batch pattern 1', regular_price: '7.50', sku: 'HUB-B-001', ...digital })
  await make(152, { name: 'Yarn', regular_price: '4.00', sku: 'HUB-YARN-1' })
  await store.call('POST', '/customers', { email: 'shopper@buyer.example' })
  return first
}

async function paidOrder({ store, replay }: Stand, product: number, recorded: number, customer: number): Promise<void> {
  const { body } = await store.call('POST', '/orders', {
    customer_id: customer,
    payment_method: 'benchpay',
    set_paid: true,
    billing: { email: 'shopper@buyer.example' },
    line_items: [{ product_id: product }],
  })
  replay.ids.set(`orders/${recorded}`, String(body.id))
}

const lifecycle: Act = {
  run: async (stand, exchanges) => {
    const product = await seedOrders(stand)
    await playAll(stand, exchanges, async name => {
      if (name === 'customer downloads, new order') await paidOrder(stand, product, 158, 2)
      if (name === 'unknown coupon') await stand.store.call('PUT', '/settings/general/woocommerce_calc_taxes', { value: 'no' })
      // The recorder took a second for each pair of refunds, and they are told in the order of seconds.
      if (name === 'refund partial, amount only' || name === 'refund partial, by line with amount') await nextSecond(stand)
    })
  },
}

const isRace = ({ name }: Exchange): boolean => /^the whole refunded 3 at once/.test(name)
const isByTime = ({ name }: Exchange): boolean => /modified_after/.test(name)

const more: Act = {
  run: async (stand, exchanges) => {
    const product = await seedOrders(stand)
    const timeless = exchanges.filter(each => !isByTime(each))
    const at = timeless.findIndex(isRace)
    await playAll(stand, timeless.slice(0, at))
    await paidOrder(stand, product, 205, 0)
    // Of three refunds at once one lives. Played in the order in which the real store took them.
    const inTurn = ['3', '1', '2'].flatMap(turn => timeless.filter(each => isRace(each) && each.name.endsWith(turn)))
    await playAll(stand, inTurn)
    await playAll(stand, timeless.slice(at + inTurn.length))
  },
}

const moreByTime: Act = {
  prepare: state => {
    recordedOrders(state)
    const at = (time: string): number => parseGmt(`2026-11-23T${time}`) ?? 0
    state.orders.push({ ...blankOrder(202), modified: at('02:47:06') })
    // Only their number is told, and the two oldest.
    for (let id = 181; id < 189; id++) state.orders.push({ ...blankOrder(id), modified: at('02:45:00') })
    for (const id of [12, 189, 190, 191, 192, 193, 194, 195, 196, 197]) state.products.push(newProduct(id, at('02:45:00')))
    const modified = new Map([
      [12, at('02:26:44')],
      [17, at('02:26:55')],
      [40, at('02:47:07')],
    ])
    for (const product of state.products) product.modified = modified.get(product.id) ?? product.modified
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true, ids: true }
    await playAll(stand, exchanges.filter(isByTime))
  },
}

/** The eleven orders of the recorded store, as its lists show them. */
function recordedOrders(state: State): void {
  recordedProducts(state)
  interface Shown {
    readonly id: number
    readonly status: string
    readonly total?: string
    readonly date_created_gmt?: string
    readonly date_modified_gmt?: string
  }
  const shown = new Map<number, Shown>()
  for (const { response } of exchangesOf('orders-list.json'))
    for (const each of Array.isArray(response.body) ? (response.body as Shown[]) : [])
      if (each.date_modified_gmt !== undefined) shown.set(each.id, each)
  for (const each of shown.values()) {
    const hundredths = Math.round(Number(each.total) * 100)
    state.orders.push({
      ...blankOrder(each.id),
      status: each.status,
      created: parseGmt(each.date_created_gmt) ?? 0,
      modified: parseGmt(each.date_modified_gmt) ?? 0,
      customerId: [157, 158].includes(each.id) ? 2 : 0,
      billing: { ...noAddress(), email: [157, 158, 173].includes(each.id) ? 'shopper@buyer.example' : 'ana@buyer.example' },
      lines:
        hundredths === 0
          ? []
          : [
              {
                id: each.id === 174 ? 23 : each.id + 1000,
                name: 'Batch pattern 0',
                productId: [154, 167, 172].includes(each.id) ? 41 : 40,
                quantity: 1,
                subtotal: hundredths,
                total: hundredths,
                tax: 0,
                subtotalTax: 0,
                sku: 'HUB-B-000',
              },
            ],
    })
  }
}

export const blankOrder = (id: number): Order => ({
  id,
  status: 'pending',
  currency: 'USD',
  created: 0,
  modified: 0,
  completed: null,
  paid: null,
  customerId: 0,
  key: `wc_order_${id}`,
  billing: noAddress(),
  shipping: noShipping(),
  paymentMethod: '',
  paymentTitle: '',
  transactionId: '',
  ip: '',
  agent: '',
  createdVia: 'rest-api',
  note: '',
  meta: [],
  lines: [],
  fees: [],
  coupons: [],
  refunds: [],
  taxId: null,
  taxLineId: 0,
  isGranted: true,
})

const list: Act = {
  prepare: recordedOrders,
  run: async (stand, exchanges) => {
    stand.replay.exactly = { paging: true, ids: true }
    await playAll(stand, exchanges)
  },
}

export const orderReplays: Replays = {
  'orders-lifecycle.json': { acts: [lifecycle] },
  'orders-more.json': { acts: [moreByTime, more] },
  'orders-list.json': { acts: [list] },
}
