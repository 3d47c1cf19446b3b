/** What the store tells about itself: the index, its state, its currency, its taxes. */

import { symbolHtml } from './money.ts'
import { type Answer, type Call, links, listAnswer, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Note } from './state.ts'
import { slugOf } from './text.ts'
import { gmt, local, offsetHours } from './time.ts'

/** Source: the store's list of currencies, recorded 2026-11; another's name is that of this computer. */
const currencyNames: Readonly<Record<string, string>> = {
  EUR: 'Euro',
  USD: 'United States (US) dollar',
  GBP: 'Pound sterling',
  CHF: 'Swiss franc',
  CAD: 'Canadian dollar',
  AUD: 'Australian dollar',
  JPY: 'Japanese yen',
}
const currencyName = (code: string): string => currencyNames[code] ?? new Intl.DisplayNames('en', { type: 'currency' }).of(code) ?? code

export function rootIndex({ shop }: Call): Answer {
  return {
    body: {
      name: shop.state.settings.storeName,
      description: '',
      url: shop.url,
      home: shop.url,
      gmt_offset: offsetHours,
      timezone_string: '',
      page_for_posts: 0,
      page_on_front: 0,
      show_on_front: 'posts',
      namespaces: ['oembed/1.0', 'wc/v3', 'wc/v1', 'wc/store', 'wc/store/v1', 'wc/v2', 'wp/v2', 'wp-site-health/v1', 'wp-block-editor/v1'],
      authentication: { 'application-passwords': { endpoints: { authorization: `${shop.url}/wp-admin/authorize-application.php` } } },
      routes: {},
      site_logo: 0,
      site_icon: 0,
      site_icon_url: '',
      _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
    },
  }
}

export function systemStatus(call: Call): Answer {
  const { shop } = call
  const { currency } = shop.state.settings
  const environment = {
    home_url: shop.url,
    site_url: shop.url,
    version: '11.0.1',
    log_directory_writable: true,
    wp_version: '7.0.4',
    wp_multisite: false,
    wp_memory_limit: 268435456,
    wp_debug_mode: false,
    wp_cron: !shop.isOn('no-cron'),
    wp_environment_type: 'production',
    language: 'en_US',
    external_object_cache: null,
    server_info: 'nginx/1.22.1',
    php_version: '8.2.36',
    php_post_max_size: 33554432,
    max_upload_size: 33554432,
    default_timezone: 'UTC',
  }
  const settings = {
    api_enabled: false,
    force_ssl: false,
    currency,
    currency_symbol: symbolHtml(currency),
    currency_position: 'left',
    thousand_separator: ',',
    decimal_separator: '.',
    number_of_decimals: 2,
    geolocation_enabled: false,
    enforce_approved_download_dirs: true,
    order_datastore: 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore',
    HPOS_enabled: true,
    HPOS_sync_enabled: false,
  }
  const security = { secure_connection: true, hide_errors: true }
  return { body: withFields({ environment, database: {}, active_plugins: [], theme: {}, settings, security, pages: [] }, call, true) }
}

export function currentCurrency(call: Call): Answer {
  const { shop } = call
  const code = shop.state.settings.currency
  const href = `${shop.url}/wp-json/wc/v3/data/currencies`
  const _links = { self: [{ href: `${href}/${code}`, targetHints: { allow: ['GET'] } }], collection: [{ href }] }
  return { body: withFields({ code, name: currencyName(code), symbol: symbolHtml(code), _links }, call, false) }
}

const general = (shop: Shop): Record<string, Record<string, unknown>> => ({
  woocommerce_currency: {
    label: 'Currency',
    description: 'This controls what currency prices are listed at in the catalog and which currency gateways will take payments in.',
    type: 'select',
    default: 'USD',
    options: Object.fromEntries(
      ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY'].map(code => [code, `${currencyName(code)} (${symbolHtml(code)}) — ${code}`]),
    ),
    value: shop.state.settings.currency,
  },
  woocommerce_calc_taxes: {
    label: 'Enable taxes',
    description: 'Enable tax rates and calculations',
    type: 'checkbox',
    default: 'no',
    tip: 'Rates will be configurable and taxes will be calculated during checkout.',
    value: shop.state.settings.calcTaxes ? 'yes' : 'no',
  },
})

function oneSetting(call: Call): Record<string, unknown> {
  const id = call.params.setting ?? ''
  const found = call.params.group === 'general' && Object.hasOwn(general(call.shop), id) ? general(call.shop)[id] : undefined
  if (!found) throw refused('rest_setting_setting_invalid', 'Invalid setting.', 404)
  const { label, ...rest } = found
  const href = `${call.shop.url}/wp-json/wc/v3/settings/general`
  const _links = { self: [{ href: `${href}/${id}`, targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH'] } }], collection: [{ href }] }
  return { id, label, ...rest, group_id: 'general', _links }
}

export const getSetting = (call: Call): Answer => ({ body: withFields(oneSetting(call), call, false) })

export function setSetting(call: Call): Answer {
  oneSetting(call)
  const value = text(call.args.value)
  if (call.params.setting === 'woocommerce_calc_taxes') call.shop.state.settings.calcTaxes = value === 'yes'
  if (call.params.setting === 'woocommerce_currency') call.shop.state.settings.currency = value
  return getSetting(call)
}

export function listSettings(call: Call): Answer {
  if (call.params.group !== 'general') throw refused('rest_setting_setting_group_invalid', 'Invalid setting group.', 404)
  return { body: Object.entries(general(call.shop)).map(([id, rest]) => withFields({ id, ...rest }, call, true)) }
}

export function createTax(call: Call): Answer {
  const { shop, args } = call
  const rate = {
    id: shop.next('tax'),
    country: text(args.country).toUpperCase(),
    state: text(args.state).toUpperCase(),
    rate: Number(args.rate).toFixed(4),
    name: text(args.name) || 'Tax',
  }
  shop.state.taxes.push(rate)
  const more = {
    postcode: '',
    city: '',
    priority: 1,
    compound: false,
    shipping: false,
    order: 0,
    class: 'standard',
    postcodes: [],
    cities: [],
  }
  return { status: 201, body: { ...rate, ...more, _links: links(shop, 'wc/v3/taxes', rate.id) } }
}

const taxClassJson = (shop: Shop, name: string): Record<string, unknown> => ({
  slug: name === 'Standard rate' ? 'standard' : slugOf(name),
  name,
  _links: { collection: [{ href: `${shop.url}/wp-json/wc/v3/taxes/classes` }] },
})

export function taxClasses(call: Call): Answer {
  const names = ['Standard rate', 'Reduced rate', 'Zero rate', ...(call.shop.state.taxClasses ?? [])]
  return listAnswer(
    call,
    names.map(name => taxClassJson(call.shop, name)),
    names.length,
  )
}

export function createTaxClass(call: Call): Answer {
  const name = text(call.args.name)
  call.shop.state.taxClasses = [...(call.shop.state.taxClasses ?? []), name]
  return { status: 201, body: taxClassJson(call.shop, name) }
}

function noteJson(shop: Shop, note: Note): Record<string, unknown> {
  const path = `wc/v3/orders/${note.orderId}/notes`
  const up = [{ href: `${shop.url}/wp-json/wc/v3/orders/${note.orderId}` }]
  return {
    id: note.id,
    author: 'WooCommerce',
    date_created: local(note.created),
    date_created_gmt: gmt(note.created),
    note: note.text,
    customer_note: note.isForCustomer,
    _links: { ...links(shop, path, note.id, ['GET', 'DELETE']), up },
  }
}

const orderOf = (call: Call): number => {
  const orderId = Number(call.params.id)
  if (!call.shop.book.get(orderId)) throw refused('woocommerce_rest_order_invalid_id', 'Invalid order ID.', 404)
  return orderId
}

export function createNote(call: Call): Answer {
  const { shop, args } = call
  const note: Note = {
    id: shop.next('note'),
    orderId: orderOf(call),
    created: shop.now(),
    text: text(args.note),
    isForCustomer: args.customer_note === true,
  }
  shop.state.notes.push(note) // a note tells no webhook
  const location = `${shop.url}/wp-json/wc/v3/orders/${note.orderId}/notes/${note.id}`
  return { status: 201, body: withFields(noteJson(shop, note), call, false), headers: { location } }
}

/** Newest first: those that were written, and the store's own. */
export function listNotes(call: Call): Answer {
  const id = orderOf(call)
  const found = call.shop.state.notes.filter(note => note.orderId === id).sort((a, b) => b.id - a.id)
  return { body: found.map(note => withFields(noteJson(call.shop, note), call, true)) }
}

export function listTaxes(call: Call): Answer {
  const all = call.shop.state.taxes
  return listAnswer(
    call,
    all.map(rate => ({ ...rate })),
    all.length,
  )
}
