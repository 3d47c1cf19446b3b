/** The rule 'ask': what was changed by hand stays as it was found, as a question, until she has answered it. */
import { shopOf, sql } from '#database'
import type { ListingField } from '#hub/listing/content.ts'
import { type ContentJson, contentFromJson, contentToJson } from '#hub/listing/content-json.ts'
import { difference, isSame } from '#hub/listing/difference.ts'
import type { FieldRule } from '#hub/listing/hand-edit.ts'
import { projected } from '#hub/listing/plan-listing.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { settleHandEdit } from '#hub/listing/settle-hand-edit.ts'
import { isField, labelOf } from '#hub/listing/words.ts'
import { changeSettings } from '#hub/shop/change-settings.ts'
import { names } from './catalogue.ts'
import { pressed } from './connection-deeds.ts'
import { Untrue } from './far-side.ts'
import { contentOf } from './far-spoke.ts'
import type { World } from './world.ts'

export async function setRule(world: World, fields: readonly ListingField[], rule: FieldRule): Promise<void> {
  world.tell(`she wants ${rule === 'ask' ? 'to be asked about' : 'always put right'}: ${fields.map(labelOf).join(', ')}`)
  // The bug: what she wants does not reach those who look.
  if (world.options.bug !== 'never-asks')
    await world.inShop(tx => changeSettings(tx, { fieldRules: Object.fromEntries(fields.map(field => [field, rule])) }, world.now()))
  world.rules.push(...fields.map(field => ({ at: world.now(), field, rule, isMidway: world.depth > 0 })))
}

interface Question {
  id: string
  listing_id: string
  field: string
  found: unknown
  found_at: Date
  settled_at: Date | null
  how: string | null
}

async function readQuestions(world: World): Promise<Question[]> {
  const { rows } = await world.inShop(tx =>
    sql<Question>`
      select hand_edit_id as id, listing_id, field, found, found_at, settled_at, settled_how as how
      from hand_edit e
      where shop_id = ${shopOf(tx)}::uuid and exists (
        select from listing l where l.shop_id = e.shop_id and l.listing_id = e.listing_id and l.connection_id = ${world.connectionId}::uuid)
      order by found_at, listing_id, field`.execute(tx),
  )
  return rows
}

/** Her answer to one of the open questions. */
export async function answer(world: World, nth: number, how: 'put-right' | 'accept'): Promise<void> {
  const open = (await readQuestions(world)).filter(({ settled_at }) => settled_at === null)
  if (open.length > 0) await settle(world, open[nth % open.length]!, how)
}

async function settle(world: World, { id, listing_id, field }: Question, how: 'put-right' | 'accept'): Promise<void> {
  const name = names[world.patterns.findIndex(({ listingId }) => listingId === listing_id)]
  const says = `she wants what was changed by hand in “${name}” (${labelOf(field)}) ${how === 'accept' ? 'to be taken over here' : 'put right'}`
  const isDone = await pressed(world, says, () => world.inShop(tx => settleHandEdit(tx, id, { how, pressedBy: 'she' }, world.planning)))
  if (isDone) world.words.push({ at: world.now(), listingId: listing_id })
}

/**
 * @returns whether questions are open.
 * @throws {Untrue} when one is not as it was found, or was answered by somebody else.
 */
export async function checkQuestions(world: World): Promise<boolean> {
  if (!world.rules.some(({ rule }) => rule === 'ask')) return false
  const all = (await readQuestions(world)).filter(({ field }) => isField(field))
  for (const question of all) checkAnswer(world, question)
  const open = Map.groupBy(
    all.filter(({ settled_at }) => settled_at === null),
    ({ listing_id }) => listing_id,
  )
  const states = await world.inShop(tx => readStates(tx, { listingIds: [...open.keys()] }))
  const ruleNow = (field: string) => world.rules.filter(rule => rule.field === field).at(-1)?.rule ?? 'hub'
  for (const { listingId, state, remoteId, desired } of states) {
    const product = world.far.products.get(remoteId ?? '')
    if (state === 'gone' || desired === null) continue
    const name = `“${names[world.patterns.findIndex(pattern => pattern.listingId === listingId)]}”`
    if (product === undefined) throw new Untrue(`${name} is not at the shop although something is asked about it there`)
    const there = contentOf(product)
    const differing = difference(projected(world.spoke, desired, world.now()), there, world.spoke.fields).map(({ field }) => field)
    const questions = open.get(listingId)!
    const needless = questions.find(({ field }) => ruleNow(field) === 'hub')
    if (needless !== undefined && world.options.bug !== 'never-asks')
      throw new Untrue(`${name}: she is asked about ${needless.field}, which is always put right`)
    if (
      differing.toSorted().join() !==
      questions
        .map(({ field }) => field)
        .toSorted()
        .join()
    )
      throw new Untrue(
        `${name} differs at the shop in ${differing.join()}, and ${questions.map(({ field }) => field).join()} is asked about`,
      )
    if (state !== 'needs-you') throw new Untrue(`${name}: something is asked about it, and the hub says “${state}”`)
    for (const { field, found } of questions)
      if (isField(field) && !isSame(field, contentFromJson({ ...contentToJson(there), [field]: found } as ContentJson), there))
        throw new Untrue(`${name}: what was found there by hand (${field}) is not what is there now`)
  }
  return open.size > 0
}

/** What was asked about is put right by her own word alone. */
function checkAnswer(world: World, { listing_id, field, found_at, settled_at, how }: Question): void {
  if (how !== 'put-right') return
  const rules = world.rules.filter(rule => rule.field === field)
  // A worker on its way goes by the rules that it began with.
  if (rules.some(({ isMidway }) => isMidway)) return
  const before = rules.filter(({ at }) => at < found_at).at(-1)
  const isWordGiven = world.words.some(
    ({ at, listingId }) => at >= found_at && at <= settled_at! && (listingId ?? listing_id) === listing_id,
  )
  const isRuleChanged = rules.some(({ at, rule }) => rule === 'hub' && at >= found_at && at <= settled_at!)
  if (before?.rule === 'ask' && !isWordGiven && !isRuleChanged)
    throw new Untrue(`what was changed by hand (${field}) was put right although she was to be asked`)
}

export async function answerAll(world: World): Promise<void> {
  for (const question of await readQuestions(world))
    if (question.settled_at === null && isField(question.field)) await settle(world, question, 'put-right')
}
