/** The claim page: what is typed is kept and answered alike, whatever it is; the mail that may come of it leads to a press. */
import { Hono } from 'hono'
import { z } from 'zod'
import { askToClaim } from '#hub/claim/ask.ts'
import { readCode } from '#hub/claim/claim-code.ts'
import { numbersOf } from '#hub/claim/order-number.ts'
import { lookAtClaim, pressClaim } from '#hub/claim/press.ts'
import type { WebDeps } from '../deps.ts'
import { page } from '../page.ts'
import type { Place } from '../place.ts'
import { readForm } from '../read-limited.ts'
import { clientAddress, type WebContext, type WebEnv } from '../request.ts'
import { createThrottle } from '../throttle.ts'
import { hashesOf } from './asker.ts'
import { type ClaimForm, claimAskedPage, claimOpenPage, claimOverPage, claimPage, shownCode } from './claim-pages.ts'

type Deps = Pick<WebDeps, 'database' | 'config' | 'now' | 'secretKey'>
type Within = (answer: (c: WebContext, shop: Place) => Promise<Response>) => (c: WebContext) => Promise<Response>

const Address = z.email().max(320)

export function claimRoutes(
  { database, config, now, secretKey }: Deps,
  { within, setSession }: { within: Within; setSession: (c: WebContext, shop: Place, session: string) => void },
): Hono<WebEnv> {
  // Of rows, not of guesses: those are counted when they are looked at.
  const throttle = createThrottle({ most: 30, windowMs: 600_000, now })
  const tokenOf = (c: WebContext) => c.req.param('token') ?? ''
  return new Hono<WebEnv>()
    .get(
      '/library/:slug/claim',
      within(async (c, shop) => page(c, claimPage(shop, { code: shownCode(readCode(c.req.query('code') ?? '')) }))),
    )
    .post(
      '/library/:slug/claim',
      within(async (c, shop) => {
        const typed = (await readForm(c.req.raw)) ?? {}
        const read = readTyped(typed)
        if (!('numbers' in read)) return page(c, claimPage(shop, read))
        const { numbers, code, email } = read
        const address = clientAddress(c, config.publicUrl !== undefined)
        if (throttle.take(`${shop.id} ${address}`)) {
          const claim = { numbers, code, email, ...hashesOf(secretKey, shop.id, { address, numbers }), now: now() }
          await database.inShop(shop.id, tx => askToClaim(tx, claim))
        }
        return page(c, claimAskedPage(shop, email))
      }),
    )
    .get(
      '/library/:slug/claim/open/:token',
      within(async (c, shop) => {
        const claiming = await database.inShop(shop.id, tx => lookAtClaim(tx, tokenOf(c), now()))
        const { state, about } = claiming
        return page(c, state === 'open' && about !== null ? claimOpenPage(shop, about) : claimOverPage(shop, claiming))
      }),
    )
    .post(
      '/library/:slug/claim/open/:token',
      within(async (c, shop) => {
        const { session, ...claiming } = await database.inShop(shop.id, tx => pressClaim(tx, tokenOf(c), now()))
        if (session === null) return page(c, claimOverPage(shop, claiming))
        setSession(c, shop, session)
        return c.redirect(`/library/${shop.slug}/`, 303)
      }),
    )
}

interface Typed {
  readonly numbers: readonly string[]
  readonly code: string
  readonly email: string
}

/** By the form of it alone. */
function readTyped(typed: Record<string, string>): (ClaimForm & { readonly wrong: object }) | Typed {
  const { number = '', code: codeTyped = '', email: emailTyped = '' } = typed
  const again = { number: number.slice(0, 100), code: codeTyped.slice(0, 40), email: emailTyped.slice(0, 320) }
  const isKeepable = [number, codeTyped, emailTyped].every(text => text.isWellFormed() && !text.includes('\0'))
  const numbers = isKeepable ? numbersOf(number) : []
  if (numbers.length === 0)
    return {
      ...again,
      wrong: { field: 'number', sentence: 'Please write the number of your order, as it stands in the shop’s mail to you.' },
    }
  const code = readCode(codeTyped)
  if (code === null)
    return {
      ...again,
      wrong: { field: 'code', sentence: 'The code has eight letters and digits, for example 7KQ2-M4XD. Please look at it again.' },
    }
  const { data: email } = Address.safeParse(emailTyped.trim())
  if (email === undefined)
    return { ...again, wrong: { field: 'email', sentence: 'Please write your e-mail address, for example ana@example.com.' } }
  return { numbers, code, email }
}
