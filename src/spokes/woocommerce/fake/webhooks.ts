/** Webhooks over REST, with their paging that repeats and leaves out. */
import { pingDue } from './deliveries.ts'
import { type Answer, type Call, type Item, idOf, isTrue, links, listAnswer, numbers, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Webhook } from './state.ts'
import { cleanLine } from './text.ts'
import { gmt, local } from './time.ts'

const hooks: Readonly<Record<string, readonly string[]>> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'product.created': ['woocommerce_process_product_meta', 'woocommerce_new_product', 'woocommerce_new_product_variation'],
  'product.updated': ['woocommerce_process_product_meta', 'woocommerce_update_product', 'woocommerce_update_product_variation'],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
  'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
  'coupon.deleted': ['wp_trash_post'],
  'coupon.restored': ['untrashed_post'],
}

/** The secret is never in it, and neither is the count of failures. */
function hookJson(shop: Shop, hook: Webhook, isNew = false): Item {
  const [resource = '', event = ''] = hook.topic.split('.')
  return {
    id: hook.id,
    name: hook.name,
    status: hook.status,
    topic: hook.topic,
    resource,
    event,
    hooks: hooks[hook.topic] ?? [event],
    delivery_url: hook.deliveryUrl,
    date_created: local(hook.created),
    date_created_gmt: gmt(hook.created),
    date_modified: isNew ? null : local(hook.modified),
    date_modified_gmt: isNew ? null : gmt(hook.modified),
    _links: links(shop, 'wc/v3/webhooks', hook.id),
  }
}

function checkTopic(topic: string): void {
  if (Object.hasOwn(hooks, topic) || /^action\.\w+$/.test(topic)) return
  throw refused('woocommerce_rest_shop_webhook_invalid_topic', 'Webhook topic is required and must be valid.', 400)
}

function checkUrl(url: string): void {
  if (/^https?:\/\/[^\s/]+/i.test(url)) return
  throw refused(
    'woocommerce_rest_shop_webhook_invalid_delivery_url',
    'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    400,
  )
}

const nameFor = (now: Date): string => {
  const [month = '', day = ''] = now.toLocaleDateString('en-US', { month: 'short', day: '2-digit', timeZone: 'UTC' }).split(' ')
  const time = now.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
  return `Webhook created on ${month} ${day}, ${now.getUTCFullYear()} @ ${time}`
}

export async function createHook(call: Call): Promise<Answer> {
  const { shop, args } = call
  const topic = text(args.topic)
  checkTopic(topic)
  checkUrl(text(args.delivery_url))
  const hook: Webhook = {
    id: shop.next('hook'),
    name: cleanLine(text(args.name)) || nameFor(shop.clock.now()),
    status: text(args.status) || 'active',
    topic,
    deliveryUrl: text(args.delivery_url),
    // Without one the store makes up its own, and never shows it.
    secret:
      text(args.secret) || shop.dice.text(50, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^*()-_[]{}~`+=,.;:/?|'),
    created: shop.now(),
    modified: shop.now(),
    failures: 0,
    isPingDue: true,
  }
  shop.state.webhooks.push(hook)
  const body = withFields(hookJson(shop, hook, true), call, false)
  // The ping goes out within this call, and a refusal of it changes nothing.
  await pingDue(shop, hook)
  return { status: 201, body, headers: { location: `${shop.url}/wp-json/wc/v3/webhooks/${hook.id}` } }
}

const found = (call: Call, status: number): Webhook => {
  const hook = call.shop.state.webhooks.find(each => each.id === idOf(call))
  if (!hook) throw refused('woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.', status)
  return hook
}

export const getHook = (call: Call): Answer => ({ body: withFields(hookJson(call.shop, found(call, 404)), call, false) })

/** Activating again does not set the count of failures back. */
export async function updateHook(call: Call): Promise<Answer> {
  const { shop, args } = call
  const hook = found(call, 400)
  if (args.topic !== undefined) checkTopic(text(args.topic))
  if (args.delivery_url !== undefined) checkUrl(text(args.delivery_url))
  if (args.topic !== undefined) hook.topic = text(args.topic)
  if (args.status !== undefined) hook.status = text(args.status)
  if (args.secret !== undefined) hook.secret = text(args.secret)
  if (args.name !== undefined) hook.name = cleanLine(text(args.name))
  hook.modified = shop.now()
  if (args.delivery_url !== undefined && text(args.delivery_url) !== hook.deliveryUrl) {
    hook.deliveryUrl = text(args.delivery_url)
    hook.isPingDue = true
    await pingDue(shop, hook)
  }
  return { body: withFields(hookJson(shop, hook), call, false) }
}

export function removeHook(call: Call): Answer {
  const hook = found(call, 404)
  if (!isTrue(call.args.force)) throw refused('woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.', 501)
  const body = withFields(hookJson(call.shop, hook), call, false)
  call.shop.state.webhooks = call.shop.state.webhooks.filter(each => each.id !== hook.id)
  return { body }
}

/** By date, those made in one second come in another order with every page: some repeat, some are never shown. By id all is well. */
export function listHooks(call: Call): Answer {
  const { shop, args } = call
  const status = text(args.status) || 'all'
  const search = text(args.search).toLowerCase()
  const include = numbers(args.include)
  const exclude = numbers(args.exclude)
  const found = shop.state.webhooks.filter(
    each =>
      (status === 'all' || each.status === status) &&
      each.name.toLowerCase().includes(search) &&
      (include.length === 0 || include.includes(each.id)) &&
      !exclude.includes(each.id),
  )
  const { offset, perPage } = pageOf(call)
  const by = text(args.orderby) || 'date'
  const turn = args.order === 'asc' ? 1 : -1
  const tie = (id: number): number => (offset === 0 ? id : (id * 7 + perPage + 1) % 5)
  found.sort((a, b) =>
    by === 'id'
      ? turn * (a.id - b.id)
      : by === 'title'
        ? turn * a.name.localeCompare(b.name)
        : turn * (a.created - b.created) || tie(a.id) - tie(b.id) || b.id - a.id,
  )
  const items = found.slice(offset, offset + perPage).map(each => hookJson(shop, each))
  // Asked for one a page, the store says that there is one page.
  return listAnswer(call, items, found.length, perPage === 1 ? { pages: 1 } : {})
}
