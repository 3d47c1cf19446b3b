/** In which language a buyer is spoken to, and the frame of her pages with the way to another one. */
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { type Tongue, tongueOf } from '#hub/buyer-words/index.ts'
import { fromAcceptLanguage, type Language, languageNames, languages, toLanguage } from '#hub/buyer-words/language.ts'
import { type Html, type PageParts, page } from '../page.ts'
import type { WebContext } from '../request.ts'

export interface LibraryShop {
  readonly slug: string
  readonly name: string
}

/** What every page of a library is handed. */
export interface Talk {
  readonly shop: LibraryShop
  readonly tongue: Tongue
}

export const base = ({ slug }: LibraryShop) => `/library/${slug}`

const languageCookie = 'selvage_language'
const yearSeconds = 365 * 86_400

export const chosenLanguage = (c: WebContext): Language | null => toLanguage(getCookie(c, languageCookie))

/** As she chose in this browser, or signed in; else as her browser asks; else as the shop speaks to buyers. */
export const languageFor = (c: WebContext, { hers, shops }: { hers: Language | null; shops: Language | null }): Language =>
  chosenLanguage(c) ?? hers ?? fromAcceptLanguage(c.req.header('accept-language')) ?? shops ?? 'en'

/** For `keepLanguage`. */
export const spoken = (c: WebContext, { tongue }: Talk) => ({ language: tongue.language, isChosen: chosenLanguage(c) !== null })

export const keepChoice = (c: WebContext, language: Language, isHttps: boolean): void =>
  setCookie(c, languageCookie, language, { path: '/library/', httpOnly: true, sameSite: 'Lax', secure: isHttps, maxAge: yearSeconds })

/** A page of a library: in its language, with the choice of another one, kept nowhere on the way. */
export function speak(c: WebContext, { shop, tongue }: Talk, parts: PageParts): Promise<Response> {
  c.header('vary', 'Accept-Language, Cookie')
  const foot = html`${parts.foot ?? ''}${switchPart(shop, tongue, returnTo(c, shop))}`
  return page(c, { heading: shop.name, ...parts, foot, language: tongue.language })
}

/** Where there is no shop, there is nothing to choose in. */
export function speakPlainly(c: WebContext, parts: (tongue: Tongue) => PageParts): Promise<Response> {
  c.header('vary', 'Accept-Language, Cookie')
  const tongue = tongueOf(languageFor(c, { hers: null, shops: null }))
  return page(c, { ...parts(tongue), language: tongue.language })
}

/** The page itself; after a form was sent, the one that has the form. */
function returnTo(c: WebContext, shop: LibraryShop): string {
  const { pathname, search } = new URL(c.req.url)
  return placeToReturn(shop, c.req.method === 'GET' ? pathname + search : pathname.replace(/\/my-data\/.*$/, '/my-data'))
}

const places = /^(claim(\?code=[\w-]{0,20})?|claim\/open\/[\w-]+|open\/[\w-]+|address\/[\w-]+|mails\/[\w-]+|my-data)$/

/** Only to a page of this library that can be asked for, whatever was sent. */
export function placeToReturn(shop: LibraryShop, to: string | undefined): string {
  const home = `${base(shop)}/`
  return to?.startsWith(home) === true && places.test(to.slice(home.length)) ? to : home
}

const switchPart = (shop: LibraryShop, { language, words }: Tongue, to: string): Html => html`
<form class="languages" method="post" action="${base(shop)}/language" aria-label="${words.frame.chooseLanguage}">
<input type="hidden" name="to" value="${to}">
${languages.map(one =>
  one === language
    ? html`<button class="quiet" name="language" value="${one}" lang="${one}" aria-current="true">${languageNames[one]}</button>`
    : html`<button class="quiet" name="language" value="${one}" lang="${one}">${languageNames[one]}</button>`,
)}
</form>`

/** 'Nothing came? ⟦Try that one⟧, or write.' with the marked part as the link. */
export function linked(sentence: string, href: string): Html {
  const [, before = sentence, link = '', after = ''] = /^(.*?)⟦(.*?)⟧(.*)$/s.exec(sentence) ?? []
  return link === '' ? html`${before}` : html`${before}<a href="${href}">${link}</a>${after}`
}
