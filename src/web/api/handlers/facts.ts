/** Small things that several handlers say the same way. */
import type { Tx } from '#database'
import { readShop } from '#hub/shop/read-shop.ts'
import { isCannot, type Money, toJson } from '#kit'
import { cannotsOf as reasonsOf } from '#kit/abilities.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { WebDeps } from '../../deps.ts'

type MoneyShape = { minor: string; currency: string }

export function time(at: Date): string
export function time(at: Date | null): string | null
export function time(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}

export const amount = (money: Money): MoneyShape => ({ ...toJson(money) })

/** What a platform does not offer, each with the spoke's own sentence; several for the same reason are said once. */
export const cannotsOf = (spoke: AnyShop): { ability: string; why: string }[] =>
  reasonsOf(spoke).map(({ abilities, why }) => ({ ability: abilities[0]!, why }))

/** Why no listing can be made or changed there from here; null where it can. */
export const cannotPublish = (spoke: AnyShop | undefined): string | null =>
  spoke !== undefined && isCannot(spoke.publishes) ? spoke.publishes.cannot : null

/** How listings get to a storefront; one whose spoke is not installed is taken for the usual. */
export const publishesHow = (spoke: AnyShop | undefined): 'by-request' | 'by-hand' | 'never' =>
  spoke === undefined || spoke.publishes === true ? 'by-request' : 'byHand' in spoke.publishes ? 'by-hand' : 'never'

/** How its sales come in. */
export const salesCome = (spoke: AnyShop | undefined): 'read' | 'told' | 'brought' =>
  spoke === undefined || !isCannot(spoke.readSales) ? 'read' : spoke.salesInHook === null ? 'brought' : 'told'

/** Whether mails with links can leave a shop now; the demo's stay in its log. */
export async function canMail(tx: Tx, { publicUrl }: Pick<WebDeps, 'publicUrl'>): Promise<{ why: string | null }> {
  if ((await readShop(tx)).isDemo) return { why: null }
  const { state, sentence } = publicUrl.state()
  return { why: state === 'reached' ? null : sentence }
}
