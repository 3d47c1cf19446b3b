/** Shops of the installation, their switches and settings. */
import { directory } from '#database'
import { Refused } from '#hub/refused.ts'
import { changeSettings } from '#hub/shop/change-settings.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { readShop, type ShopFacts } from '#hub/shop/read-shop.ts'
import { startShop } from '#hub/shop/start-shop.ts'
import { isCannot } from '#kit'
import type { AnyShop } from '#kit/registry.ts'
import { callbackFor } from '../../connect-callback.ts'
import type { WebDeps } from '../../deps.ts'
import { shopsOf } from '../../visitor.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { cannotPublish, cannotsOf, publishesHow, time } from './facts.ts'

export const shopHandlers = handlersOf({
  'GET /me': async ({ deps, visitor }) => {
    const shops = await shopsOf(deps.database, visitor)
    const { state, url, checkedAt, sentence } = deps.publicUrl.state()
    return {
      user: visitor.user,
      hasOwner: visitor.user !== null || (await deps.accounts.hasOwner()),
      shops: await Promise.all(shops.map(async shop => summaryOf(await deps.database.inShop(shop, readShop)))),
      publicUrl: { state, url, checkedAt: time(checkedAt), sentence },
      version: deps.version,
    }
  },

  'POST /shops': async ({ deps, visitor }, { body }) => {
    const name = body.name.trim()
    if (name === '') throw new Refused('empty-name', 'Please give the shop a name.', { field: 'name' })
    const shop = await startShop(deps.database, { name, currency: body.currency, owner: visitor.user!.id })
    return summaryOf(await deps.database.inShop(shop, readShop))
  },

  'POST /demo/remove': async ({ deps, visitor }) => {
    if ((await directory.shopsOfUser(deps.database, visitor.user!.id)).length === 0)
      throw new Refused('no-shop-yet', 'Start your own shop first; without one there would be nothing here.', { status: 409 })
    await deps.work.removeDemo()
    return { done: true }
  },

  'GET /spokes': async ({ deps }) => ({ items: [...deps.spokes.values()].map(spoke => spokeShape(deps, spoke)) }),

  'POST /shops/{shop}/hold': async ({ deps, inShop }, { body }) =>
    inShop(async tx => {
      await (body.isHeld ? holdEverything(tx, deps.now()) : letGo(tx, deps.now()))
      return summaryOf(await readShop(tx))
    }),

  'GET /shops/{shop}/settings': async ({ inShop }) => settingsOf(await inShop(readShop)),

  'PATCH /shops/{shop}/settings': async ({ deps, inShop }, { body }) =>
    settingsOf(await inShop(tx => changeSettings(tx, body, deps.now()))),
})

const summaryOf = ({ id, slug, name, currency, isDemo, heldAt }: ShopFacts): AnswerOf<'POST /shops'> => ({
  id,
  slug,
  name,
  currency,
  isDemo,
  heldAt: time(heldAt),
})

const settingsOf = ({ name, fieldRules }: ShopFacts): AnswerOf<'GET /shops/{shop}/settings'> => ({ name, fieldRules: { ...fieldRules } })

const spokeShape = (deps: WebDeps, spoke: AnyShop): AnswerOf<'GET /spokes'>['items'][number] => ({
  id: spoke.id,
  label: spoke.label,
  docs: spoke.docs,
  steps: [...spoke.steps],
  fields: spoke.settings.fields.map(({ name, label, help, isSecret, isOptional, placeholder }) => ({
    name,
    label,
    help,
    isSecret,
    isOptional: isOptional ?? false,
    placeholder: placeholder ?? null,
  })),
  home: spoke.home,
  authorise: authoriseShape(deps, spoke),
  cannotPublish: cannotPublish(spoke),
  publishes: publishesHow(spoke),
  cannot: cannotsOf(spoke),
})

function authoriseShape(deps: WebDeps, spoke: AnyShop): AnswerOf<'GET /spokes'>['items'][number]['authorise'] {
  if (isCannot(spoke.authorise)) return { can: false, why: spoke.authorise.cannot, isOnlyWay: false, needs: [], callbackUrl: null }
  const callback = callbackFor(deps, spoke)
  const { isOnlyWay, needs } = spoke.authorise
  return { can: true, why: callback.url === null ? callback.why : null, isOnlyWay, needs: [...needs], callbackUrl: callback.url }
}
