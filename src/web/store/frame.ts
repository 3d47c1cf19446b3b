/** The frame of the store's pages: whole, without script, in two style sheets that may be kept for ever. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { html, raw } from 'hono/html'
import type { StoreFacts } from '#hub/store/read-store.ts'
import { plainPolicy } from '../headers.ts'
import { type Html, sheet } from '../page.ts'
import type { WebContext } from '../request.ts'

const css = readFileSync(join(import.meta.dirname, 'store.css'))
export const storeSheet = {
  path: `/store-${createHash('sha256').update(css).digest('hex').slice(0, 12)}.css`,
  bytes: Buffer.from(css) as Buffer<ArrayBuffer>,
}

export interface StorePage {
  readonly title: string
  readonly body: Html | string
  readonly status?: 200 | 400 | 404 | 409 | 410 | 429 | 502 | 503
  /** One sentence for those who list pages. */
  readonly description?: string
  /** Path of the page's one address; null: nobody should list it. */
  readonly canonical?: string | null
  /** Schema.org, for those who list what is sold. */
  readonly facts?: object
  /** Path of a picture. */
  readonly picture?: string | null
  /** The page asks for itself, or for another, after so many seconds. */
  readonly refresh?: { readonly seconds: number; readonly to?: string }
}

export interface Around {
  readonly store: StoreFacts
  /** Where the store's pages begin, without a trailing slash: https://patterns.example.com. */
  readonly origin: string
  readonly cartSize: number
}

export const base = ({ slug }: { readonly slug: string }): string => `/store/${slug}`

export async function storePage(c: WebContext, { store, origin, cartSize }: Around, page: StorePage): Promise<Response> {
  const { title, body, status = 200, description, canonical = null, facts, picture = null, refresh } = page
  c.header('content-security-policy', plainPolicy)
  // Prices and carts are of the moment.
  c.header('cache-control', 'no-store')
  if (canonical === null || status !== 200) c.header('x-robots-tag', 'noindex')
  const home = base(store)
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${description === undefined ? '' : html`<meta name="description" content="${description}">`}
${canonical === null ? '' : html`<link rel="canonical" href="${origin}${canonical}"><meta property="og:title" content="${title}"><meta property="og:url" content="${origin}${canonical}">`}
${picture === null ? '' : html`<meta property="og:image" content="${origin}${picture}">`}
${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh.seconds}${refresh.to === undefined ? '' : `;url=${refresh.to}`}">`}
<link rel="alternate" type="application/atom+xml" title="New at ${store.name}" href="${home}/feed.atom">
<link rel="stylesheet" href="${sheet.path}">
<link rel="stylesheet" href="${storeSheet.path}">
${facts === undefined ? '' : html`<script type="application/ld+json">${raw(safeJson(facts))}</script>`}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><p class="shop"><a href="${home}/">${store.name}</a></p>
<nav aria-label="Store"><a href="${home}/">Patterns</a> <a href="${home}/cart">Cart${cartSize === 0 ? '' : html` (${cartSize})`}</a> <a href="/library/${store.slug}/">My library</a></nav></header>
<main id="main" tabindex="-1">
${body}
</main>
<footer><p>What you buy here is yours for good: it is in your library, always in the newest version.</p></footer>
</body>
</html>`,
    status,
  )
}

/** JSON within a script element: what could end it is written otherwise. */
const safeJson = (facts: object): string =>
  JSON.stringify(facts).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')
