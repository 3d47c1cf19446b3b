/** The claim page: what is typed is kept and answered alike, whatever it is; the mail that may come of it leads to a press. */
import { Hono } from 'hono'
import { z } from 'zod'
import { askToClaim } from '#hub/claim/ask.ts'
import { readCode } from '#hub/claim/claim-code.ts'
import { numbersOf } from '#hub/claim/order-number.ts'
import { lookAtClaim, pressClaim } from '#hub/claim/press.ts'
import { keepLanguage } from '#hub/customer/language.ts'
import type { WebDeps } from '../deps.ts'
import type { Place } from '../place.ts'
import { readForm } from '../read-limited.ts'
import { clientAddress, type WebContext, type WebEnv } from '../request.ts'
import { createThrottle } from '../throttle.ts'
import { hashesOf } from './asker.ts'
import { type ClaimForm, claimAskedPage, claimOpenPage, claimOverPage, claimPage, shownCode } from './claim-pages.ts'
import { speak, spoken } from './speak.ts'
import type { Within } from './visit.ts'

type Deps = Pick<WebDeps, 'database' | 'config' | 'now' | 'secretKey'>

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
      within(({ c, talk }) => speak(c, talk, claimPage(talk, { code: shownCode(readCode(c.req.query('code') ?? '')) }))),
    )
    .post(
      '/library/:slug/claim',
      within(async ({ c, shop, talk }) => {
        const typed = (await readForm(c.req.raw)) ?? {}
        const read = readTyped(typed)
        if (!('numbers' in read)) return speak(c, talk, claimPage(talk, read))
        const { numbers, code, email } = read
        const address = clientAddress(c, config.publicUrl !== undefined)
        if (throttle.take(`${shop.id} ${address}`)) {
          const { language } = talk.tongue
          const claim = { numbers, code, email, language, ...hashesOf(secretKey, shop.id, { address, numbers }), now: now() }
          await database.inShop(shop.id, tx => askToClaim(tx, claim))
        }
        return speak(c, talk, claimAskedPage(talk, email))
      }),
    )
    .get(
      '/library/:slug/claim/open/:token',
      within(async ({ c, shop, talk }) => {
        const claiming = await database.inShop(shop.id, tx => lookAtClaim(tx, tokenOf(c), now()))
        const { state, about } = claiming
        return speak(c, talk, state === 'open' && about !== null ? claimOpenPage(talk, about) : claimOverPage(talk, claiming))
      }),
    )
    .post(
      '/library/:slug/claim/open/:token',
      within(async ({ c, shop, talk }) => {
        const { session, ...claiming } = await database.inShop(shop.id, async tx => {
          const pressed = await pressClaim(tx, tokenOf(c), now())
          if (pressed.customerId !== null) await keepLanguage(tx, [pressed.customerId], spoken(c, talk))
          return pressed
        })
        if (session === null) return speak(c, talk, claimOverPage(talk, claiming))
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
function readTyped(typed: Record<string, string>): (ClaimForm & { readonly wrong: NonNullable<ClaimForm['wrong']> }) | Typed {
  const { number = '', code: codeTyped = '', email: emailTyped = '' } = typed
  const again = { number: number.slice(0, 100), code: codeTyped.slice(0, 40), email: emailTyped.slice(0, 320) }
  const isKeepable = [number, codeTyped, emailTyped].every(text => text.isWellFormed() && !text.includes('\0'))
  const numbers = isKeepable ? numbersOf(number) : []
  if (numbers.length === 0)
    return {
      ...again,
      wrong: 'number',
    }
  const code = readCode(codeTyped)
  if (code === null)
    return {
      ...again,
      wrong: 'code',
    }
  const { data: email } = Address.safeParse(emailTyped.trim())
  if (email === undefined) return { ...again, wrong: 'email' }
  return { numbers, code, email }
}
