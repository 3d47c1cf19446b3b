/** What a buyer looks through: the front page and a pattern's own. */
import { html, raw } from 'hono/html'
import { tongueOf } from '#hub/buyer-words/index.ts'
import { inMegabytes } from '#hub/file/file-refused.ts'
import type { Craft } from '#hub/pattern/facts.ts'
import type { BundleOffer } from '#hub/store/price-cart.ts'
import { priceCart } from '#hub/store/price-cart.ts'
import type { Front, FrontSearch, Picture, ShownPattern, WholePattern } from '#hub/store/read-front.ts'
import type { StoreFacts } from '#hub/store/read-store.ts'
import { plainText, toDecimal } from '#kit'
import { wordsOf } from '../library/library-page.ts'
import type { Html } from '../page.ts'
import { base, type StorePage } from './frame.ts'
import { craftWords, dayOf, languageWords, offerWords, priceWords, slugWords } from './words.ts'

/** The store's own pages speak English so far. */
const english = tongueOf('en')

export const patternPath = (store: Pick<StoreFacts, 'slug'>, { offer }: Pick<ShownPattern, 'offer'>): string =>
  `${base(store)}/pattern/${offer.patternId}/${slugWords(offer.title)}`

export const picturePath = (store: Pick<StoreFacts, 'slug'>, { sha256 }: Pick<Picture, 'sha256'>): string =>
  `${base(store)}/picture/${sha256}`

/** Sizes are given, so that nothing jumps when it comes. */
function picture(
  store: StoreFacts,
  { sha256, alt, width, height }: Picture,
  { isFirst, className }: { isFirst: boolean; className: string },
): Html {
  const [w, h] = width === null || height === null ? [800, 1000] : [width, height]
  return html`<img class="${className}" src="${picturePath(store, { sha256 })}" alt="${alt}" width="${w}" height="${h}"${isFirst ? raw(' fetchpriority="high"') : raw(' loading="lazy"')} decoding="async">`
}

export function frontPage(
  store: StoreFacts,
  { patterns, hasMore, crafts }: Front,
  search: FrontSearch,
  bundles: readonly BundleOffer[],
): StorePage {
  const { words, craft, page } = search
  const isPlain = words === null && craft === null && page === 1
  const address = (more: { craft?: Craft | null; page?: number }) => {
    const next = { craft, page: 1, ...more }
    const query = new URLSearchParams({
      ...(words === null ? {} : { q: words }),
      ...(next.craft === null ? {} : { craft: next.craft }),
      ...(next.page === 1 ? {} : { page: String(next.page) }),
    })
    return `${base(store)}/${query.size === 0 ? '' : `?${query}`}`
  }
  const isWanted = words !== null || craft !== null
  return {
    title: isPlain ? store.name : `Patterns at ${store.name}`,
    description: plainText(store.about).slice(0, 200) || `Patterns by ${store.name}.`,
    canonical: isPlain ? `${base(store)}/` : craft !== null && words === null && page === 1 ? address({}) : null,
    picture: patterns[0]?.cover ? picturePath(store, patterns[0].cover) : null,
    body: html`<h1>${isPlain ? store.name : words !== null ? html`Patterns for “${words}”` : craft === null ? 'Patterns' : craftWords[craft]}</h1>
${isPlain && store.about !== '' ? html`<div class="about">${raw(store.about)}</div>` : ''}
<form class="search" role="search" method="get" action="${base(store)}/">
<label><span class="hidden">Search the patterns</span><input type="search" name="q" value="${words ?? ''}" placeholder="Search the patterns" maxlength="100"></label>
${craft === null ? '' : html`<input type="hidden" name="craft" value="${craft}">`}
<button>Search</button>
</form>
${
  crafts.length < 2
    ? ''
    : html`<nav class="crafts" aria-label="Crafts"><a href="${address({ craft: null })}"${craft === null ? raw(' aria-current="page"') : ''}>All</a>
${crafts.map(one => html`<a href="${address({ craft: one })}"${one === craft ? raw(' aria-current="page"') : ''}>${craftWords[one]}</a>`)}</nav>`
}
${
  patterns.length === 0
    ? isWanted
      ? html`<p class="empty">Nothing here is like that. <a href="${base(store)}/">See all patterns</a>, or try a shorter word.</p>`
      : html`<p class="empty">The shelves are still empty. Come back soon: the first pattern is on its way.</p>`
    : html`<ul class="shelf">${patterns.map((pattern, at) => card(store, pattern, at < 2))}</ul>`
}
${
  page === 1 && !hasMore
    ? ''
    : html`<nav class="pages" aria-label="Pages">${page > 1 ? html`<a rel="prev" href="${address({ page: page - 1 })}">Newer</a>` : ''}
${hasMore ? html`<a rel="next" href="${address({ page: page + 1 })}">Older</a>` : ''}</nav>`
}
${isPlain && bundles.length > 0 ? html`<h2 class="part">Bundles</h2><ul class="bundles">${bundles.map(bundle => bundlePart(store, bundle))}</ul>` : ''}`,
  }
}

function card(store: StoreFacts, pattern: ShownPattern, isFirst: boolean): Html {
  const { offer, cover, craft } = pattern
  return html`<li><a href="${patternPath(store, pattern)}">
${cover === null ? html`<span class="cover none" aria-hidden="true"></span>` : picture(store, { ...cover, alt: '' }, { isFirst, className: 'cover' })}
<span class="name">${offer.title}</span> <span class="soft">${craftWords[craft]}</span> ${price(store, pattern)}</a></li>`
}

function price({ currency }: StoreFacts, { offer }: Pick<ShownPattern, 'offer'>): Html {
  const isSale = offer.payWhat === null && offer.full > offer.price
  return html`<span class="price">${isSale ? html`<s><span class="hidden">Before: </span>${priceWords(offer.full, currency)}</s> <span class="hidden">Now: </span>` : ''}${offerWords(offer, currency)}</span>`
}

function bundlePart(store: StoreFacts, bundle: BundleOffer): Html {
  const { bundleId, title, patterns } = bundle
  const [item] = priceCart(
    [{ kind: 'bundle', id: bundleId, wish: null }],
    { patterns: new Map(), bundles: new Map([[bundleId, bundle]]) },
    null,
  ).items
  if (item === undefined) return html``
  return html`<li class="card"><h3>${title}</h3>
<p class="soft">${patterns.map(pattern => pattern.title).join(' · ')}</p>
<form class="inline" method="post" action="${base(store)}/cart/add"><input type="hidden" name="bundle" value="${bundleId}">
<p class="price">${item.list > item.total ? html`<s><span class="hidden">One by one: </span>${priceWords(item.list, store.currency)}</s> <span class="hidden">Together: </span>` : ''}${priceWords(item.total, store.currency)}</p>
<button aria-label="Put the bundle ${title} into the cart">Into the cart</button></form></li>`
}

const kinds: Readonly<Record<string, string>> = { correction: ', corrected', sizes: ', with more sizes', edition: ', a new edition' }

export function patternPage(
  store: StoreFacts,
  pattern: WholePattern,
  { bundles, origin }: { bundles: readonly BundleOffer[]; origin: string },
): StorePage {
  const { offer, craft, summary, description, sizes, materials, gauge, fabric, skill, languages, pictures, version } = pattern
  const facts: (readonly [string, string | Html])[] = [
    ['Sizes', sizes.join(', ')],
    ['Gauge', gauge],
    ['Fabric', fabric],
    ['Materials', materials],
    ['Skill', skill],
    ['Languages', languages.map(languageWords).join(', ')],
    ['Version', `${version.number}, ${dayOf(version.at)}${kinds[version.kind] ?? ''}`],
  ]
  return {
    title: `${offer.title} – ${store.name}`,
    description: (summary || plainText(description)).slice(0, 200) || `${offer.title}, a ${craftWords[craft].toLowerCase()} pattern.`,
    canonical: patternPath(store, pattern),
    picture: pictures[0] === undefined ? null : picturePath(store, pictures[0]),
    facts: productFacts(store, pattern, origin),
    body: html`<div class="pattern">
<div class="pictures">${pictures.length === 0 ? html`<span class="cover none" aria-hidden="true"></span>` : pictures.map((one, at) => picture(store, { ...one, alt: one.alt || `${offer.title}, picture ${at + 1}` }, { isFirst: at === 0, className: 'photo' }))}</div>
<div class="words">
<p class="soft craft">${craftWords[craft]}</p>
<h1>${offer.title}</h1>
${summary === '' ? '' : html`<p>${summary}</p>`}
${buyForm(store, pattern)}
<dl class="facts">${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</div></div>
${description === '' ? '' : html`<section class="prose" aria-label="Description">${raw(description)}</section>`}
<section aria-labelledby="what"><h2 class="part" id="what">What you get</h2>
<ul class="files">${version.files.map(file => {
      const { what, why } = wordsOf(english, file)
      return html`<li><span class="what">${what}</span> <span class="size">${file.mediaType === 'application/pdf' ? 'PDF, ' : ''}${file.pages === null ? '' : `${file.pages} ${file.pages === 1 ? 'page' : 'pages'}, `}${inMegabytes(file.sizeBytes)}</span>${why === '' ? '' : html`<span class="why">${why}</span>`}</li>`
    })}</ul>
<p class="soft">To download; nothing is sent by post. When it is corrected later, you find the corrected version in your library.</p></section>
${bundles.length === 0 ? '' : html`<section aria-labelledby="in"><h2 class="part" id="in">Also in a bundle</h2><ul class="bundles">${bundles.map(bundle => bundlePart(store, bundle))}</ul></section>`}`,
  }
}

function buyForm(store: StoreFacts, pattern: WholePattern): Html {
  const { offer } = pattern
  const { payWhat } = offer
  return html`<form class="buy" method="post" action="${base(store)}/cart/add">
<input type="hidden" name="pattern" value="${offer.patternId}">
<p class="price large">${payWhat === null ? price(store, pattern) : offerWords(offer, store.currency)}</p>
${
  payWhat === null
    ? ''
    : html`<label>What you pay, in ${store.currency} <input name="wish" inputmode="decimal" autocomplete="off" maxlength="16" value="${toDecimal({ minor: payWhat.suggested, currency: store.currency })}" aria-describedby="least"></label>
<p class="soft" id="least">${payWhat.least === 0n ? 'Any amount, also nothing.' : `${priceWords(payWhat.least, store.currency)} or more.`} Suggested: ${priceWords(payWhat.suggested, store.currency)}.</p>`
}
<button>${offer.price === 0n && payWhat === null ? 'Get it for free' : 'Into the cart'}</button>
</form>`
}

/** Source: schema.org/Product and Offer, and what search engines ask of them; read 2026-11. */
function productFacts(store: StoreFacts, pattern: WholePattern, origin: string): object {
  const { offer, sku, summary, description, pictures, languages } = pattern
  const { currency } = store
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: offer.title,
    description: summary || plainText(description),
    sku,
    ...(pictures.length === 0 ? {} : { image: pictures.map(one => `${origin}${picturePath(store, one)}`) }),
    ...(languages.length === 0 ? {} : { inLanguage: [...languages] }),
    category: craftWords[pattern.craft],
    brand: { '@type': 'Brand', name: store.name },
    offers: {
      '@type': 'Offer',
      url: `${origin}${patternPath(store, pattern)}`,
      price: toDecimal({ minor: offer.payWhat?.least ?? offer.price, currency }),
      priceCurrency: currency,
      availability: 'https://schema.org/InStock',
      seller: { '@type': 'Organization', name: store.name },
    },
  }
}
