/** Every page that is read of a large shop: all GET endpoints of the one table, and the buyer's own pages. */
import type pg from 'pg'
import type { ShopId } from '#database'
import { contract, type EndpointName } from '#web/api/contract.ts'
import { firstHash } from './large-shops.ts'

export interface PageRequest {
  readonly kind: 'list' | 'count' | 'detail' | 'portal' | 'store'
  /** 'GET /shops/{shop}/orders', with what is asked of it. */
  readonly name: string
  readonly path: string
}

/** Ways to ask an endpoint beside plainly. */
const asked: { readonly [Name in EndpointName]?: readonly string[] } = {
  'GET /shops/{shop}/patterns': ['limit=100', 'search=wren', 'search=sku-77', 'archived=true'],
  'GET /shops/{shop}/publications': ['pattern={pattern}'],
  'GET /shops/{shop}/listings': ['state=needs-you', 'connection={connection}'],
  'GET /shops/{shop}/hand-edits': ['settled=false', 'settled=true'],
  'GET /shops/{shop}/orders': [
    'limit=100',
    'state=paid',
    'state=refunded',
    'state=cancelled',
    'unmatched=true',
    'search=%2377',
    'search=buyer77@',
    'search=ana',
    'search=pattern%20177%20',
    'search=nobody%20at%20all',
  ],
  'GET /shops/{shop}/people': [
    'limit=100',
    'search=ana',
    'search=buyer77@',
    'search=%2377',
    'search=nobody%20at%20all',
    'owns={pattern}',
    'owns={pattern}&lacks={pattern}',
    'craft=knitting',
    'country=MT',
    'country=DE&language=de',
    'language=nl',
    'may=marketing',
    'since=2026-01-01&until=2026-01-03',
    'may=service&craft=sewing',
  ],
  'GET /shops/{shop}/store/patterns': ['search=wren', 'limit=100'],
  'GET /shops/{shop}/store/checkouts': ['needs=true', 'limit=100'],
  'GET /shops/{shop}/mails': ['search=pattern', 'search=nobody%20at%20all'],
}

/** What a large shop has, to be put into paths. @throws {Error} for a parameter nobody thought of. */
export async function samplesOf(owner: pg.Client, shop: ShopId): Promise<(param: string) => readonly string[]> {
  const ids = async (query: string) => (await owner.query<{ id: string }>(query, [shop])).rows.map(({ id }) => id)
  const some = (table: string, column: string) =>
    ids(`select ${column}::text as id from "${table}" where shop_id = $1 order by ${column} limit 6`)
  const samples = new Map([
    ['shop', [shop]],
    // The best seller is the heaviest page.
    [
      'pattern',
      [
        ...(await ids(
          `select pattern_id as id from order_line where shop_id = $1 and pattern_id is not null group by 1 order by count(*) desc limit 2`,
        )),
        ...(await some('pattern', 'pattern_id')),
      ],
    ],
    ['publication', await some('publication', 'publication_id')],
    ['listing', await some('listing', 'listing_id')],
    ['order', [...(await ids(`select order_id as id from refund where shop_id = $1 limit 3`)), ...(await some('order', 'order_id'))]],
    ['connection', await some('connection', 'connection_id')],
    ['mail', await some('mail', 'mail_id')],
    ['upload', await some('upload', 'upload_id')],
    // Who bought most, and some who are several addresses.
    [
      'person',
      [
        ...(await ids(
          `select customer_id as id from "order" where shop_id = $1 and customer_id is not null group by 1 order by count(*) desc limit 3`,
        )),
        ...(await ids(`select distinct person_id as id from customer where shop_id = $1 and person_id is not null limit 3`)),
      ],
    ],
    [
      'other',
      await ids(`select customer_id as id from customer where shop_id = $1 and person_id is null order by customer_id desc limit 6`),
    ],
    [
      'erratum',
      [
        ...(await ids(`select erratum_id as id from erratum_delivery where shop_id = $1 group by 1 order by count(*) desc limit 2`)),
        ...(await some('erratum', 'erratum_id')),
      ],
    ],
    ['salesFile', await some('sales_file', 'sales_file_id')],
    ['salesImport', await some('sales_import', 'sales_import_id')],
    ['batch', await some('batch', 'batch_id')],
  ])
  return param => {
    const found = samples.get(param)
    if (found === undefined || found.length === 0) throw new Error(`no sample for {${param}}: add one to bench/page-requests.ts`)
    return found
  }
}

/** Neither lists nor details: counted anew over all who own a pattern, or have ever bought at a storefront, each time that it is looked at. */
const counted: ReadonlySet<string> = new Set([
  'GET /shops/{shop}/errata/{erratum}/receipt',
  'GET /shops/{shop}/connections/{connection}/invite-preview',
])

/** @param sample of `samplesOf`. */
export function adminRequests(sample: (param: string) => readonly string[]): PageRequest[] {
  const names = (Object.keys(contract) as EndpointName[]).filter(name => name.startsWith('GET '))
  return names.flatMap(name =>
    ['', ...(asked[name] ?? [])].flatMap((query): PageRequest[] => {
      const path = `/api/v1${name.slice('GET '.length)}${query === '' ? '' : `?${query}`}`
      const params = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]!).filter(param => param !== 'shop')
      const count = Math.max(1, ...params.map(param => sample(param).length))
      const kind = counted.has(name) ? 'count' : name.endsWith('}') ? 'detail' : 'list'
      return Array.from({ length: count }, (_, at) => ({
        kind,
        name: query === '' ? name : `${name}?${query}`,
        path: path.replaceAll(/\{(\w+)\}/g, (_whole, param: string) => sample(param)[at % sample(param).length]!),
      }))
    }),
  )
}

/** @param token of a link that opens a buyer's library; `version` is of a pattern in it. */
export const portalRequests = ({ slug, token, version }: { slug: string; token: string; version: string }): PageRequest[] =>
  Object.entries({
    'GET /library/{slug}/': `/library/${slug}/`,
    'GET /library/{slug}/open/{token}': `/library/${slug}/open/${token}`,
    'GET /library/{slug}/my-data': `/library/${slug}/my-data`,
    'GET /library/{slug}/my-data/all.json': `/library/${slug}/my-data/all.json`,
    'GET /library/{slug}/claim': `/library/${slug}/claim`,
    'GET /library/{slug}/get/{version}/{file}': `/library/${slug}/get/${version}/a4/a4.pdf`,
    'GET /library/{slug}/cover/{hash}': `/library/${slug}/cover/${firstHash}`,
  }).map(([name, path]) => ({ kind: 'portal', name, path }))

/** What a buyer sees of the shop's own store; its cart lies in a cookie. */
export const storeRequests = ({ slug, pattern }: { slug: string; pattern: string }): PageRequest[] =>
  Object.entries({
    'GET /store/{slug}/': `/store/${slug}/`,
    'GET /store/{slug}/?page=40': `/store/${slug}/?page=40`,
    'GET /store/{slug}/?q=wren': `/store/${slug}/?q=wren`,
    'GET /store/{slug}/?q=nobody': `/store/${slug}/?q=nobody%20at%20all`,
    'GET /store/{slug}/?craft=sewing': `/store/${slug}/?craft=sewing`,
    'GET /store/{slug}/pattern/{pattern}': pattern,
    'GET /store/{slug}/cart': `/store/${slug}/cart`,
    'GET /store/{slug}/checkout': `/store/${slug}/checkout`,
  }).map(([name, path]) => ({ kind: 'store', name, path }))
