/** Her orders, addresses and data: the mail of an order once more, another address, all that is held of her, and the wish to be forgotten. */
import { Hono } from 'hono'
import { z } from 'zod'
import { askForAddress } from '#hub/customer/address.ts'
import { readMyData } from '#hub/customer/my-data.ts'
import { addressesOf } from '#hub/customer/person.ts'
import { takeWishBack, wishOf, wishToBeForgotten } from '#hub/customer/wish.ts'
import { readOrders } from '#hub/library/read-library.ts'
import { sendOrderMailAgain } from '#hub/mail/write-order-mail.ts'
import type { WebDeps } from '../deps.ts'
import { readForm } from '../read-limited.ts'
import type { WebContext, WebEnv } from '../request.ts'
import { accountPage } from './account-page.ts'
import { speak } from './speak.ts'
import { inLibrary, type Signed, type Within } from './visit.ts'

const Address = z.email().max(320)

export function accountRoutes({ database, now }: Pick<WebDeps, 'database' | 'now'>, within: Within): Hono<WebEnv> {
  const inside = (answer: (visit: Signed) => Promise<Response>) => within(inLibrary(answer))
  const { inShop } = database

  async function show(visit: Signed, said: { readonly notice?: string; readonly isWrong?: boolean } = {}): Promise<Response> {
    const { c, shop, talk, customers } = visit
    const account = await inShop(shop.id, async tx => ({
      orders: await readOrders(tx, customers),
      addresses: await addressesOf(tx, customers),
      wishedAt: await wishOf(tx, customers),
    }))
    return speak(c, talk, accountPage(talk, { ...account, ...said }))
  }

  const back = (c: WebContext, slug: string) => c.redirect(`/library/${slug}/my-data`, 303)

  return new Hono<WebEnv>()
    .get(
      '/library/:slug/my-data',
      inside(visit => show(visit)),
    )
    .get(
      '/library/:slug/my-data/all.json',
      inside(async ({ c, shop, customers }) => {
        const held = await inShop(shop.id, tx => readMyData(tx, customers, now()))
        c.header('cache-control', 'no-store')
        c.header('content-disposition', `attachment; filename="my-data-${shop.slug}.json"`)
        return c.body(JSON.stringify(held, null, 2), 200, { 'content-type': 'application/json; charset=utf-8' })
      }),
    )
    .post(
      '/library/:slug/my-data/again/:order',
      inside(async visit => {
        const { c, shop, talk, customers } = visit
        const { data: order } = z.uuid().safeParse(c.req.param('order'))
        const sent = order === undefined ? null : await inShop(shop.id, tx => sendOrderMailAgain(tx, customers, order, now()))
        const { sentAgain, sentEnough } = talk.tongue.words.library
        return sent === null
          ? back(c, shop.slug)
          : show(visit, { notice: sent.state === 'sent' ? sentAgain(sent.number) : sentEnough(sent.number) })
      }),
    )
    .post(
      '/library/:slug/my-data/address',
      inside(async visit => {
        const { c, shop, talk, customerId } = visit
        const { data: email } = Address.safeParse((await readForm(c.req.raw))?.email?.trim())
        if (email === undefined) return show(visit, { isWrong: true })
        const asked = await inShop(shop.id, tx => askForAddress(tx, { customerId, email, language: talk.tongue.language, now: now() }))
        const { sent, enough } = talk.tongue.words.addresses
        return show(visit, { notice: asked === 'sent' ? sent(email) : enough })
      }),
    )
    .post(
      '/library/:slug/my-data/forget',
      inside(async ({ c, shop, customerId }) => {
        await inShop(shop.id, tx => wishToBeForgotten(tx, customerId, now()))
        return back(c, shop.slug)
      }),
    )
    .post(
      '/library/:slug/my-data/keep',
      inside(async ({ c, shop, customers }) => {
        await inShop(shop.id, tx => takeWishBack(tx, customers))
        return back(c, shop.slug)
      }),
    )
}
