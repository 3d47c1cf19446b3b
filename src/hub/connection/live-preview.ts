import { shopOf, sql, type Tx } from '#database'
import { count } from '../words.ts'
import { readConnection } from './read-connections.ts'

export interface LivePreview {
  /** By number, what going live means; the first is about what was, the rest about what will be. */
  readonly sentences: readonly string[]
  readonly historyOrders: number
  readonly historyBuyers: number
  readonly patternsListed: number
  readonly canGoLive: boolean
  readonly why: string | null
}

/**
 * What going live means, before she presses. Nothing is changed.
 * @param canMail whether mails to buyers can leave now, and if not, why.
 * @param isByHand listings are put there by her, and sales come as a table.
 * @param cannotPublish why no listing can be made or changed there; null where it can.
 */
export async function livePreview(
  tx: Tx,
  connectionId: string,
  {
    canMail,
    cannotPublish,
    isByHand = false,
  }: { canMail: { readonly why: string | null }; cannotPublish: string | null; isByHand?: boolean },
): Promise<LivePreview> {
  const { label, listings, history, state, mayWrite } = await readConnection(tx, connectionId)
  const { rows } = await sql<{ orders: number; buyers: number; unmatched: number }>`
    select count(*)::int as orders, count(distinct customer_id)::int as buyers,
      (select count(distinct l.order_id)::int from order_line l join "order" u on u.shop_id = l.shop_id and u.order_id = l.order_id
        where l.shop_id = ${shopOf(tx)}::uuid and u.connection_id = ${connectionId}::uuid and l.pattern_id is null and l.quantity > 0) as unmatched
    from "order" o
    where o.shop_id = ${shopOf(tx)}::uuid and o.connection_id = ${connectionId}::uuid`.execute(tx)
  const { orders, buyers, unmatched } = rows[0]!
  const why =
    state === 'reconnect'
      ? 'Its keys must be renewed first.'
      : history.state === 'failed'
        ? 'Its earlier orders could not be read. Look at the reason first.'
        : null
  const sentences = [
    orders === 0
      ? `There are no orders at “${label}” yet.`
      : `${count(orders, 'order')} of ${count(buyers, 'buyer')} ${orders === 1 ? 'is' : 'are'} history and stay${orders === 1 ? 's' : ''} silent: nobody is written to.`,
    ...(history.state === 'read' || orders === 0 || isByHand
      ? []
      : ['Its history is still being read; what was sold before now stays silent as well.']),
    canMail.why === null
      ? 'From now on a sale opens the buyer’s library and sends her one mail with the link.'
      : `From now on a sale opens the buyer’s library. Her mail waits: ${canMail.why}`,
    ...(isByHand ? ['Sales come in when you bring them as a table; what was sold before now stays silent.'] : []),
    isByHand
      ? 'What you publish from now on waits for your hands, with a kit; nothing is sent there and nothing is read.'
      : cannotPublish !== null
        ? `Nothing there is ever changed from here: ${cannotPublish}`
        : listings.ours === 0
          ? 'No pattern is listed there yet; nothing there is touched until you publish.'
          : `${count(listings.ours, 'pattern')} ${listings.ours === 1 ? 'is' : 'are'} listed there; what you publish is sent, and what is changed there by hand is found.`,
    ...(mayWrite || isByHand || cannotPublish !== null
      ? []
      : [`“${label}” lets Selvage read only so far: what you publish there waits until you let it write. All else goes on.`]),
    ...(listings.found === 0
      ? []
      : [
          `${count(listings.found, 'listing')} there ${listings.found === 1 ? 'is' : 'are'} not yours here and stay${listings.found === 1 ? 's' : ''} as ${listings.found === 1 ? 'it is' : 'they are'}.`,
        ]),
    ...(unmatched === 0
      ? []
      : [
          `${count(unmatched, 'order')} ${unmatched === 1 ? 'has' : 'have'} a line of a listing not known here; you can say later which pattern it is.`,
        ]),
    'You can go back to rehearsal at any time.',
  ]
  return { sentences, historyOrders: orders, historyBuyers: buyers, patternsListed: listings.ours, canGoLive: why === null, why }
}
