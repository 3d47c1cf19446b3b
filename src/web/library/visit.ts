/** Who stands at a library's door, and in whose library: asked once for each page. */
import { getCookie } from 'hono/cookie'
import { tongueOf } from '#hub/buyer-words/index.ts'
import { chosenBy } from '#hub/customer/language.ts'
import { customersOf } from '#hub/customer/person.ts'
import { type Opened, openedBySession } from '#hub/library/links.ts'
import { type LibraryRules, readLibraryRules } from '#hub/library/rules.ts'
import type { WebDeps } from '../deps.ts'
import { isOffered, type Place, shopOfSlug } from '../place.ts'
import type { WebContext } from '../request.ts'
import { noShopPage, notOpenPage, signInPage } from './pages.ts'
import { languageFor, speak, speakPlainly, type Talk } from './speak.ts'

export const libraryCookie = 'selvage_library'

export interface Visit {
  readonly c: WebContext
  readonly shop: Place
  readonly talk: Talk
  readonly rules: LibraryRules
  /** null: nobody is signed in. */
  readonly opened: (Opened & { /** All that are this person, the signed in first. */ readonly customers: readonly string[] }) | null
}

/** Somebody who has opened her whole library by a mail: not one order alone, whose address was proven by nobody. */
export interface Signed extends Visit {
  readonly customerId: string
  readonly customers: readonly string[]
  readonly session: string
  /** Under which she has the page open. */
  readonly origin: string
}

export type Within = (answer: (visit: Visit) => Promise<Response>) => (c: WebContext) => Promise<Response>

type Deps = Pick<WebDeps, 'database' | 'config' | 'now' | 'publicUrl' | 'bound'>

/** Every route: the shop of the address, open to the outside, or the refusal. */
export const withinLibrary =
  (deps: Deps): Within =>
  answer =>
  async c => {
    const session = getCookie(c, libraryCookie)
    const found = await shopOfSlug(deps, c.req.param('slug') ?? '', async tx => {
      const opened = session === undefined ? null : await openedBySession(tx, session, deps.now())
      const isWhole = opened !== null && opened.onlyOrder === null
      return {
        rules: await readLibraryRules(tx),
        opened: opened && { ...opened, customers: isWhole ? await customersOf(tx, opened.customerId) : [opened.customerId] },
        hers: opened === null ? null : await chosenBy(tx, opened.customerId),
      }
    })
    if (found === null) return speakPlainly(c, noShopPage)
    const { place: shop, more } = found
    if (!isOffered(deps, c, shop)) return speakPlainly(c, notOpenPage)
    const tongue = tongueOf(languageFor(c, { hers: more.hers, shops: more.rules.language }))
    return answer({ c, shop, talk: { shop, tongue }, rules: more.rules, opened: more.opened })
  }

/** Only for whoever is signed in to her whole library; else the sign-in page. */
export const inLibrary =
  (answer: (visit: Signed) => Promise<Response>) =>
  async (visit: Visit): Promise<Response> => {
    const { c, talk, opened } = visit
    if (opened === null || opened.onlyOrder !== null) return speak(c, talk, { ...signInPage(talk), status: 401 })
    const { customerId, customers } = opened
    return answer({ ...visit, customerId, customers, session: getCookie(c, libraryCookie) ?? '', origin: new URL(c.req.url).origin })
  }
