/** The store for those who list what is sold: a map, a feed, and what robots may look at. */
import { type Database, directory } from '#database'
import { readAll } from '#hub/store/read-front.ts'
import { readStore, type StoreFacts } from '#hub/store/read-store.ts'
import { encodeText } from '#kit'
import { base } from './frame.ts'
import { patternPath } from './shelf-pages.ts'
import { offerWords } from './words.ts'

/** The most that one map may hold. Source: sitemaps.org, protocol; read 2026-11. */
const mostMapped = 50_000
const mostFed = 30

type Shelf = Awaited<ReturnType<typeof readAll>>

export const mapped = (tx: Parameters<typeof readAll>[0], currency: string, now: Date) => readAll(tx, currency, now, mostMapped - 1)
export const fed = (tx: Parameters<typeof readAll>[0], currency: string, now: Date) => readAll(tx, currency, now, mostFed)

const attribute = (text: string): string => encodeText(text).replaceAll('"', '&quot;')
/** XML 1.0 has no place for most control signs. */
const xml = (text: string): string => attribute(text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))

export function siteMap(store: StoreFacts, origin: string, shelf: Shelf): string {
  const urls = [
    `<url><loc>${xml(`${origin}${base(store)}/`)}</loc></url>`,
    ...shelf.map(
      one => `<url><loc>${xml(`${origin}${patternPath(store, one)}`)}</loc><lastmod>${one.changedAt.toISOString()}</lastmod></url>`,
    ),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`
}

/** Source: RFC 4287. */
export function atomFeed(store: StoreFacts, origin: string, shelf: Shelf, now: Date): string {
  const home = `${origin}${base(store)}/`
  const entries = shelf.map(one => {
    const address = xml(`${origin}${patternPath(store, one)}`)
    const words = [one.summary, offerWords(one.offer, store.currency)].filter(text => text !== '').join(' ')
    return `<entry><title>${xml(one.offer.title)}</title><id>urn:uuid:${one.offer.patternId}</id><link href="${address}"/><updated>${one.changedAt.toISOString()}</updated><summary>${xml(words)}</summary></entry>`
  })
  const updated = shelf[0]?.changedAt ?? now
  return `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>${xml(store.name)}</title><id>${xml(home)}</id><link href="${xml(home)}"/><link rel="self" href="${xml(`${home}feed.atom`)}"/><updated>${updated.toISOString()}</updated><author><name>${xml(store.name)}</name></author>${entries.join('')}</feed>\n`
}

/** Only the stores' own pages are for those who list pages. @param origin null: nothing is offered to the outside. */
export async function robots(database: Database, origin: string | null): Promise<string> {
  const slugs: string[] = []
  for (const shop of origin === null ? [] : await directory.openStores(database)) slugs.push((await database.inShop(shop, readStore)).slug)
  return [
    'User-agent: *',
    ...slugs.flatMap(slug => [
      `Allow: /store/${slug}/`,
      `Disallow: /store/${slug}/cart`,
      `Disallow: /store/${slug}/checkout`,
      `Disallow: /store/${slug}/order/`,
    ]),
    'Disallow: /',
    '',
    ...slugs.map(slug => `Sitemap: ${origin}/store/${slug}/sitemap.xml`),
    '',
  ].join('\n')
}
