/** Where patterns are edited, and what a program outside tells. */

import type { Tx } from '#database'
import { readConnections } from '#hub/publication/plan.ts'
import { Refused } from '#hub/refused.ts'
import { chooseSource, placeOf } from '#hub/source/choose-source.ts'
import { readSource, type Source } from '#hub/source/read-source.ts'
import { upsertOutside } from '#hub/source/upsert-outside.ts'
import { isCannot } from '#kit'
import type { WebDeps } from '../../deps.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { givenPrice } from './patterns.ts'

export const sourceHandlers = handlersOf({
  'GET /shops/{shop}/source': ({ deps, inShop }) => inShop(async tx => sourceShape(tx, deps, await readSource(tx))),

  'PUT /shops/{shop}/source': ({ deps, inShop }, { body }) =>
    inShop(async tx => sourceShape(tx, deps, await chooseSource(tx, body, spoke => canBeSource(deps, spoke)))),

  'PUT /shops/{shop}/outside/{system}/{external}': async ({ deps, inShop }, { params, query, body }) => {
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(params.system))
      throw new Refused('source-system', 'Name the program in small letters, digits and hyphens, for example “erpnext”.', {
        field: 'system',
      })
    if (params.external.trim() === '' || params.external.length > 200)
      throw new Refused('external-id', 'The id of the other program has 1 to 200 characters.', { field: 'external' })
    const { prices, ...given } = body
    const id = { system: params.system, externalId: params.external }
    const told = { ...given, ...(prices === undefined ? {} : { prices: prices.map(givenPrice) }) }
    const { changes, ...rest } = await inShop(tx => upsertOutside(tx, id, told, { isDryRun: query.dryRun === 'true', now: deps.now() }))
    return { ...rest, changes: changes.map(change => ({ ...change })) }
  },
})

/** A shop at an address of its own is hers alone; one among many at a marketplace is not where she keeps her texts. */
function canBeSource(deps: WebDeps, id: string): true | string {
  const spoke = deps.spokes.get(id)
  if (spoke === undefined) return 'This version of Selvage cannot talk to it.'
  if (spoke.home !== null) return `${spoke.label} fits texts to its own rules, so it cannot be where they are kept.`
  if (spoke.publishes !== true || isCannot(spoke.readListings)) return 'Its listings cannot be read and changed from outside.'
  return true
}

async function sourceShape(tx: Tx, deps: WebDeps, source: Source): Promise<AnswerOf<'GET /shops/{shop}/source'>> {
  const connections = await readConnections(tx, null)
  return {
    kind: source.kind,
    connectionId: source.kind === 'storefront' ? source.connectionId : null,
    system: source.kind === 'outside' ? source.system : null,
    publishes: source.kind === 'outside' && source.publishes,
    sentence: sentenceOf(source),
    storefronts: connections.map(({ connectionId, label, spoke, state }) => {
      const can = canBeSource(deps, spoke)
      return {
        connectionId,
        shop: label,
        why: can !== true ? can : state === 'rehearsal' ? 'It is in rehearsal. Go live there first.' : null,
      }
    }),
  }
}

function sentenceOf(source: Source): string {
  if (source.kind === 'hub') return 'You edit here. Every shop follows what you press.'
  if (source.kind === 'storefront')
    return `You edit ${placeOf(source)}. What you change there is taken over here and goes on to your other shops by itself. Files and pictures are kept here.`
  return source.publishes
    ? `You edit ${placeOf(source)}. What it tells is taken over here and goes on to your shops by itself. Files and pictures are kept here.`
    : `You edit ${placeOf(source)}. What it tells is taken over here; your shops follow when you press. Files and pictures are kept here.`
}
