/** Buyers' own libraries at a storefront's platform, as the seller sees them. */
import { libraryCounts, refusedThere } from '#hub/buyer-library/read-there.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { openSettings } from '#hub/connection/seal.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { isCannot } from '#kit'
import { type BuyerLibrary, buyerLibraryOf } from '#kit/buyer-library.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { WebDeps } from '../../deps.ts'
import { agreedAddress } from '../../library/elsewhere.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'

type Answer = AnswerOf<'GET /shops/{shop}/connections/{connection}/buyer-library'>

export const buyerLibraryHandlers = handlersOf({
  'GET /shops/{shop}/connections/{connection}/buyer-library': ({ deps, shop, inShop }, { params }) =>
    inShop(async tx => {
      const connection = await readConnection(tx, params.connection)
      const spoke = deps.spokes.get(connection.spoke)
      const library = spoke === undefined ? { cannot: 'This version of Selvage cannot talk to it.' } : buyerLibraryOf(spoke)
      if (spoke === undefined || isCannot(library)) return none(isCannot(library) ? library.cannot : '')
      const { buyers, written, waiting, notEnabled } = await libraryCounts(tx, params.connection)
      const { slug, isDemo } = await readShop(tx)
      const home = homeOf(deps, library, isDemo)
      const isOn = isSwitchedOn(deps, shop, connection, { spoke, library })
      const isOffered = isOn && home !== null && connection.state === 'live'
      return {
        can: true,
        isOn,
        isOffered,
        sentence: sentenceOf(deps, spoke, { isOn, home, state: connection.state }),
        steps: [...library.steps],
        address: home === null ? null : agreedAddress(home, slug, spoke.id),
        buyers,
        written,
        waiting: waiting + notEnabled,
        todo: notEnabled > 0 ? library.notEnabled : null,
        refused: (await refusedThere(tx, params.connection)).map(one => ({ ...one })),
      }
    }),
})

const none = (sentence: string): Answer => ({
  ...{ can: false, isOn: false, isOffered: false, sentence, steps: [], address: null },
  ...{ buyers: 0, written: 0, waiting: 0, todo: null, refused: [] },
})

/** Her buyers come to the public address; the demo's, and hers alone, to this machine. */
function homeOf({ publicUrl, bound }: WebDeps, { isLoopbackAllowed }: BuyerLibrary<unknown>, isDemo: boolean): string | null {
  const { url } = publicUrl.state()
  if (url !== null) return publicUrl.isOffered() ? url : null
  const here = bound()
  return isDemo && isLoopbackAllowed && here !== null ? `http://127.0.0.1:${here.port}` : null
}

function isSwitchedOn(
  deps: WebDeps,
  shop: string,
  { id, sealed }: ConnectionFacts,
  { spoke, library }: { spoke: AnyShop; library: BuyerLibrary<unknown> },
): boolean {
  try {
    const kept = openSettings(deps.secretKey, { shop, connection: id }, sealed)
    return library.isOn(spoke.settings.schema.parse(kept))
  } catch {
    return false // that its keys cannot be opened is told at the connection itself
  }
}

function sentenceOf(
  { publicUrl }: WebDeps,
  { label }: AnyShop,
  { isOn, home, state }: { isOn: boolean; home: string | null; state: ConnectionFacts['state'] },
): string {
  if (!isOn)
    return `Off. Buyers can be asked whether what they bought elsewhere may go into their ${label} libraries too; the steps say how to switch it on.`
  if (home === null) return `Buyers are not asked yet: ${label} must be able to send them back here. ${publicUrl.state().sentence}`
  if (state !== 'live') return 'Buyers are not asked and nothing is written while this shop is not live.'
  return `On. On the page of their library buyers find a button for their ${label} library. A pattern goes in once; a refund does not take it out again.`
}
