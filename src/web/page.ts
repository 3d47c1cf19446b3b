/** The frame of pages that are served whole and run no script. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { html } from 'hono/html'
import { plainPolicy } from './headers.ts'
import type { WebContext } from './request.ts'

export type Html = ReturnType<typeof html>

interface Sheet {
  readonly path: string
  readonly bytes: Buffer<ArrayBuffer>
}

const css = readFileSync(join(import.meta.dirname, 'page.css'))
/** Named by its hash, so that it may be kept for ever. */
export const sheet: Sheet = { path: `/page-${createHash('sha256').update(css).digest('hex').slice(0, 12)}.css`, bytes: Buffer.from(css) }

export interface PageParts {
  readonly title: string
  readonly body: Html | string
  /** Whose page it is; shown on top. */
  readonly heading?: Html | string
  readonly foot?: Html | string
  /** BCP 47; 'en' when it is left out. */
  readonly language?: string
  /** On to another page by itself; a link there stands in the body too. */
  readonly refresh?: { readonly seconds: number; readonly to: string }
  /** Anybody may find it by searching, and keep it for a minute. */
  readonly isPublic?: boolean
  /** Where its feed is. */
  readonly feed?: string
  readonly status?: 200 | 400 | 401 | 403 | 404 | 410 | 413 | 429 | 503
}

export async function page(
  c: WebContext,
  { title, body, heading, foot, refresh, language = 'en', isPublic = false, feed, status = 200 }: PageParts,
): Promise<Response> {
  c.header('content-security-policy', plainPolicy)
  c.header('cache-control', isPublic ? 'public, max-age=60' : 'no-store')
  if (!isPublic) c.header('x-robots-tag', 'noindex')
  return c.html(
    html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh.seconds};url=${refresh.to}">`}
<title>${title}</title>
${feed === undefined ? '' : html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${feed}">`}
<link rel="stylesheet" href="${sheet.path}">
</head>
<body>
${heading === undefined ? '' : html`<header>${typeof heading === 'string' ? html`<p class="shop">${heading}</p>` : heading}</header>`}
<main>
${body}
</main>
${foot === undefined ? '' : html`<footer>${foot}</footer>`}
</body>
</html>`,
    status,
  )
}
