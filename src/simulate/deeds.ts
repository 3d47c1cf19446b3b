/** Lets the actions of a story happen, and says each in plain words. */
import { shopOf, sql, type Tx } from '#database'
import { lookAgain } from '#hub/listing/look-again.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { undo, undoPreview } from '#hub/publication/undo.ts'
import { Refused } from '#hub/refused.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { openHookDoor } from '#work/hooks.ts'
import { fileOf, names, partsOf } from './catalogue.ts'
import { changeKeys, move, pause, pressed, takeOver } from './connection-deeds.ts'
import type { FarChanges, FarOrder, FarProduct } from './far-side.ts'
import { refundedOf, Untrue } from './far-side.ts'
import { hookSecret } from './far-spoke.ts'
import { answer, setRule } from './questions.ts'
import type { Action, Deed } from './story.ts'
import type { Interruption } from './worker.ts'
import type { Pattern, World } from './world.ts'

/** @returns what the awaits of a job were called. */
export async function perform(whole: World, action: Action): Promise<readonly string[]> {
  const world = whole.at(action.at ?? 0)
  if (action.do !== 'work') {
    await deed(world, action)
    return []
  }
  const { job, cause, kinds, interruption } = action
  // Something for this very job to do.
  if (cause !== null) await deed(whole, { ...cause, at: action.at ?? 0 })
  world.far.faults.push(...kinds)
  world.goOn()
  world.tell(jobWords[job])
  if (typeof interruption?.what === 'object') return world.work(job, interruptionOf(world, action))
  return quietly(world, () => world.work(job, interruption === null ? null : interruptionOf(world, action)))
}

/** @throws {Untrue} when the storefront hears of a shop that is paused or has no keys, or is written to while it is held or rehearses. */
async function quietly<T>(world: World, work: () => Promise<T>): Promise<T> {
  const { asked } = world.far
  const [calls, writes] = [asked.calls, asked.writes]
  const { rows } = await world.inShop(tx =>
    sql<{ state: string; is_held: boolean }>`
      select c.state, s.held_at is not null as is_held from connection c join shop s on s.shop_id = c.shop_id
      where c.shop_id = ${world.shop}::uuid and c.connection_id = ${world.connectionId}::uuid`.execute(tx),
  )
  const done = await work()
  const { state, is_held: isHeld } = rows[0]!
  if (asked.calls > calls && (state === 'paused' || state === 'reconnect'))
    throw new Untrue(`a shop was asked although its state is “${state}”`)
  if (asked.writes > writes && (state !== 'live' || isHeld))
    throw new Untrue(`a shop was written to although ${isHeld ? 'all is held' : `its state is “${state}”`}`)
  return done
}

const jobWords = {
  run: 'the worker brings listings up to date',
  poll: 'the worker reads sales',
  sweep: 'the worker looks through the listings',
  relay: 'the worker writes mails',
}

function interruptionOf(world: World, { job, interruption }: Extract<Action, { do: 'work' }>): Interruption {
  const { at, what } = interruption!
  if (what === 'crash') return { at, meanwhile: null }
  return {
    at,
    meanwhile: async () => {
      world.depth++
      if (what !== 'second') await deed(world, what as Deed)
      else {
        world.pass(25_000)
        world.tell('25 seconds go by, and another worker does the same')
        await world.work(job)
      }
      world.depth--
    },
  }
}

async function deed(whole: World, action: Deed): Promise<void> {
  const world = whole.at(action.at ?? 0)
  world.goOn()
  switch (action.do) {
    case 'change':
      return change(world, patternAt(world, action.pattern), action.what, action.isPressed)
    case 'press':
      return press(world, patternAt(world, action.pattern))
    case 'undo':
      return undoLast(world)
    case 'sell':
      return sell(world, patternAt(world, action.pattern), action)
    case 'order':
      return changeOrder(world, [...world.far.orders.values()][action.order % world.far.orders.size], action.what)
    case 'hand':
      return editByHand(world, patternAt(world, action.pattern), action.what)
    case 'hold':
      world.tell(action.isHeld ? 'she holds everything' : 'she lets everything go')
      return world.inShop(tx => (action.isHeld ? holdEverything(tx, world.now()) : letGo(tx, world.now())))
    case 'move':
      return move(world, action.isLive)
    case 'pause':
      return pause(world, action.isPaused)
    case 'keys':
      return changeKeys(world, action.what)
    case 'adopt':
      return takeOver(world, patternAt(world, action.pattern))
    case 'rule':
      return setRule(world, [action.field], action.rule)
    case 'answer':
      return answer(world, action.nth, action.how)
    case 'again':
      return tryAgain(world, patternAt(world, action.pattern))
    case 'mood':
      world.tell(moodWords[action.mood])
      world.far.mood = action.mood
      world.mustTryAgain ||= action.mood !== 'well'
      return
    case 'hook':
      return deliver(world, action)
    case 'pass':
      world.tell(`${action.seconds} s go by`)
      world.pass(action.seconds * 1000)
      for (const { far } of world.places) far.landLate()
      return
    case 'quota':
      if (world.far.character !== 'steps') return
      world.tell(`the shop has ${action.left} calls left for the day`)
      return world.far.runShort(action.left)
    case 'faults':
      // What it was is told when it strikes.
      world.far.faults.push(...action.kinds)
  }
}

const moodWords = {
  well: 'the shop is well again',
  deaf: 'from now on the shop says that it has changed what it has not',
  garbled: 'from now on the shop gives its buyers other bytes',
}

const patternAt = ({ patterns }: World, index: number): Pattern => patterns[index % patterns.length]!

async function change(world: World, pattern: Pattern, what: string, isPressed: boolean): Promise<void> {
  const no = ++pattern.count.edits
  const name = names[pattern.index]
  const where = (tx: Tx) => sql`shop_id = ${shopOf(tx)}::uuid and pattern_id = ${pattern.id}::uuid`
  const set = (assignment: ReturnType<typeof sql>) =>
    world.inShop(tx => sql`update pattern set ${assignment}, edit_no = edit_no + 1 where ${where(tx)}`.execute(tx))
  if (what === 'title') {
    world.tell(`she calls “${name}” “${name} & ${no}”`)
    await set(sql`title = ${`${name} & ${no}`}`)
  } else if (what === 'price') {
    world.tell(`she changes the price of “${name}”`)
    await world.inShop(tx => sql`update price set amount_minor = ${500 + no * 10 + pattern.index} where ${where(tx)}`.execute(tx))
  } else if (what === 'sku') {
    world.tell(`she gives “${name}” another SKU`)
    await set(sql`sku = ${`SKU-${pattern.index}-${no}`}`)
  } else if (what === 'archive') {
    world.tell(`she archives “${name}”, or takes it back`)
    await set(sql`archived_at = case when archived_at is null then ${world.now()}::timestamptz end`)
  } else {
    world.tell(`she adds version ${pattern.count.versions + 1} of “${name}”`)
    await addVersion(world, pattern)
  }
  if (isPressed) await press(world, pattern)
}

async function addVersion(world: World, pattern: Pattern): Promise<void> {
  const no = ++pattern.count.versions
  const parts = partsOf(pattern.index).map((part, position) => ({ part, position, sha256: fileOf(pattern.index, no, part) }))
  await world.inShop(tx =>
    sql`
      with part as (select * from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as p (part text, position int, sha256 text)),
      blob as (
        insert into blob (shop_id, sha256, size_bytes, media_type)
        select ${world.shop}::uuid, sha256, 10, 'application/pdf' from part on conflict do nothing
      ),
      version as (
        insert into version (shop_id, pattern_id, number, kind, created_at)
        values (${world.shop}::uuid, ${pattern.id}::uuid, ${`${no}.0`}, 'correction', ${world.now()}) returning version_id
      )
      insert into version_file (shop_id, version_id, file_key, position, role, file_name, sha256)
      select ${world.shop}::uuid, version_id, part, position, 'other', part || '.pdf', sha256 from part, version`.execute(tx),
  )
}

export async function press(world: World, pattern: Pattern): Promise<void> {
  const target = { patternIds: [pattern.id] }
  const isDone = await pressed(world, `she publishes “${names[pattern.index]}”`, () =>
    world.inShop(async tx => {
      const { key } = await preview(tx, target, world.planning)
      await publish(tx, target, { key, pressedBy: 'she' }, world.planning)
    }),
  )
  if (!isDone) return
  for (const { patterns } of world.places) world.words.push({ at: world.now(), listingId: patterns[pattern.index]!.listingId })
}

export async function tryAgain(world: World, pattern: Pattern): Promise<void> {
  const says = `she has “${names[pattern.index]}” looked at again`
  await pressed(world, says, () => world.inShop(tx => lookAgain(tx, pattern.listingId, world.now())))
}

async function undoLast(world: World): Promise<void> {
  try {
    await world.inShop(async tx => {
      const last = await tx
        .selectFrom('publication')
        .select('publication_id')
        .where('shop_id', '=', world.shop)
        .orderBy('created_at', 'desc')
        .orderBy('publication_id', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (last === undefined) return
      const { key } = await undoPreview(tx, last.publication_id, world.planning)
      await undo(tx, last.publication_id, { key, pressedBy: 'she' }, world.planning)
      world.words.push({ at: world.now(), listingId: null })
      world.tell('she undoes what she published last')
    })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.tell(`she undoes what she published last, which is refused (${error.code})`)
  }
}

const productOf = ({ far }: World, { listingId, remoteId }: Pattern): FarProduct | undefined =>
  [...far.products.values()].find(product => product.listingId === listingId) ?? far.products.get(remoteId ?? '')

function sell(world: World, pattern: Pattern, { buyer, isPaid }: { buyer: number; isPaid: boolean }): void {
  const product = productOf(world, pattern)
  if (product === undefined || !product.isPublished) return
  const { id } = world.far.sell(product, { email: `buyer${buyer}@example.com`, isPaid })
  world.tell(`“${names[pattern.index]}” is sold (order ${id}${isPaid ? '' : ', not paid yet'})`)
}

function changeOrder(world: World, order: FarOrder | undefined, what: string): void {
  if (order === undefined) return
  const left = order.total - refundedOf(order)
  const mayRefund = order.state === 'paid' && left > 1n
  if (what === 'pay' && order.state === 'pending') world.far.pay(order)
  else if (what === 'refund-part' && mayRefund) world.far.refund(order, left / 2n)
  else if (what === 'refund-whole' && mayRefund) world.far.refund(order, left)
  else if (what === 'cancel' && (order.state === 'pending' || order.state === 'paid')) world.far.cancel(order)
  else if (what === 'touch') world.far.touch(order)
  else if (what === 'spoil') order.isUnreadable = true
  else return
  world.tell(`order ${order.id}: ${orderWords[what]}`)
}

const orderWords: Readonly<Record<string, string>> = {
  pay: 'is paid',
  'refund-part': 'is refunded in part',
  'refund-whole': 'is refunded whole',
  cancel: 'is cancelled',
  touch: 'is changed a little',
  spoil: 'can no longer be read',
}

function editByHand(world: World, pattern: Pattern, what: string): void {
  const product = productOf(world, pattern)
  if (product === undefined) return
  const name = names[pattern.index]
  if (what === 'remove') {
    world.tell(`somebody removes “${name}” at the shop`)
    world.far.remove(product.id)
    return
  }
  const [says, changes] = handEdits(product)[what]!
  world.tell(`somebody changes “${name}” at the shop: ${says}`)
  world.far.update(product.id, changes, { isByHand: true })
}

const handEdits = ({ isPublished, minor }: FarProduct): Readonly<Record<string, readonly [string, FarChanges]>> => ({
  title: ['its title', { title: 'By hand' }],
  price: ['its price', { minor: minor + 7n }],
  'no-files': ['its files are gone', { files: [] }],
  'other-file': ['its files are others', { files: [{ id: 'stranger', key: null, name: 'other.pdf', ref: { kind: 'stranger' } }] }],
  hide: ['whether it is for sale', { isPublished: !isPublished }],
})

/** Messages come twice, late, in any order, or never. */
async function deliver(world: World, { nth, times }: { nth: number; times: number }): Promise<void> {
  const { hooks } = world.far
  if (hooks.length === 0) return
  const [hook] = hooks.splice(nth % hooks.length, 1)
  world.tell(`the message about order ${hook!.order} comes ${['never', 'once', 'twice'][times]}`)
  const headers = new Headers({ 'x-far-signature': hookSecret })
  const takeHook = openHookDoor(world.doorDeps)
  for (let time = 0; time < times; time++) await takeHook(world.connectionId, headers, new TextEncoder().encode(JSON.stringify(hook)))
}
