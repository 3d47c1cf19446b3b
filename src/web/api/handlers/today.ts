/** The first page: one sentence of what is true, at most three things that need her, and the proof of the rest. */
import { handRulesOf } from '#hub/by-hand/hand-rules.ts'
import { limits as claimLimits } from '#hub/claim/limits.ts'
import type { ConnectionFacts } from '#hub/connection/read-connections.ts'
import { countProposals, type JoinFacts } from '#hub/join/read-join.ts'
import { listOrders } from '#hub/order/read-orders.ts'
import { readToday, type TodayFacts } from '#hub/today/read-today.ts'
import { count } from '#hub/words.ts'
import type { AnyShop } from '#kit/registry.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { connectionRow } from './connections.ts'
import { amount, salesCome, time } from './facts.ts'
import { openFindings } from './join.ts'
import { orderRow } from './orders.ts'

type Today = AnswerOf<'GET /shops/{shop}/today'>
type Todo = Today['todos'][number]

const shownTodos = 3
const shownOrders = 5
/** The law's month. */
const wishMs = 30 * 86_400_000
const dayWords = (at: Date): string => at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
/** A poll each 55 s, with the time for a slow shop. */
const freshMs = 5 * 60_000

const byHandOf = (spokes: ReadonlyMap<string, AnyShop>): string[] =>
  [...spokes].filter(([, spoke]) => handRulesOf(spoke) !== null).map(([id]) => id)

export const todayHandlers = handlersOf({
  'GET /shops/{shop}/today': async ({ deps, shop, inShop, may }) => {
    const now = deps.now()
    const { facts, recent, found, findings } = await inShop(async tx => ({
      facts: await readToday(tx, now, byHandOf(deps.spokes)),
      recent: await listOrders(tx, { limit: shownOrders }),
      found: await countProposals(tx),
      findings: (await openFindings(tx, deps, shop)).length,
    }))
    const { places } = facts
    const connections = places.filter(({ kind }) => kind === 'shop')
    const todos = todosOf(facts, places, { found, findings })
    return {
      line: lineOf(facts, connections, todos.length),
      isQuiet: todos.length === 0,
      heldAt: time(facts.heldAt),
      todos: todos.slice(0, shownTodos),
      moreTodos: Math.max(0, todos.length - shownTodos),
      checks: checksOf(
        facts,
        connections.filter(({ spoke }) => salesCome(deps.spokes.get(spoke)) === 'read'),
        now,
      ),
      sales: { ...facts.sales, incomeMonth: facts.sales.incomeMonth.map(amount) },
      days: facts.days.map(({ day, sold }) => ({ day, sold })),
      // Who bought is not told to a key that was not made for it.
      recent: recent.items.map(order => (may('orders') ? orderRow(order) : { ...orderRow(order), buyer: null })),
      shops: connections.map(connection => connectionRow(deps, connection)),
    }
  },
})

/** What must not wait comes first. */
function todosOf(
  facts: TodayFacts,
  connections: readonly ConnectionFacts[],
  { found, findings }: { found: JoinFacts['counts']; findings: number },
): Todo[] {
  const { listings, handEdits, unmatched, unreadable, failedMails, doubles, unfulfilled, wishes, buyerWishes, byHand, payments } = facts
  return [
    ...connections
      .filter(({ state }) => state === 'reconnect')
      .map(({ id, kind, label, reason }) => ({
        key: `reconnect:${id}`,
        title: `“${label}” needs its keys again`,
        detail: reason ?? 'Its sales are not read and nothing is sent until it has them.',
        href: kind === 'pay' ? `/payments/${id}` : `/shops/${id}`,
        action: 'Renew the keys',
      })),
    ...accessTodo(connections),
    ...wishes.map(({ id, connectionId, shop, message, receivedAt }) => ({
      key: `wish:${id}`,
      title: `“${shop}” passes on a buyer’s wish about personal data`,
      detail: `Act within 30 days, by ${dayWords(new Date(receivedAt.getTime() + wishMs))}, and say here when it is done. What was sent names the buyer.`,
      href: `/shops/${connectionId}`,
      action: 'Mark as done',
      wish: { delivery: id, message, isOfLibrary: false },
    })),
    ...buyerWishes.map(({ id, customerId, addresses, madeAt }) => ({
      key: `wish:${id}`,
      title: 'A buyer asks in her library to be forgotten',
      detail: `Act within 30 days, by ${dayWords(new Date(madeAt.getTime() + wishMs))}: forget her on her page here, which does it, and ask for it at each storefront where she bought.`,
      href: `/people/${customerId}`,
      action: 'Open her page',
      wish: { delivery: id, message: addresses.join('\n'), isOfLibrary: true },
    })),
    ...(payments.count === 0
      ? []
      : [
          {
            key: 'payments',
            title: `${count(payments.count, 'payment', 'payments')} in your store must be looked at`,
            detail: `${payments.number ?? ''}: ${payments.sentence ?? ''}`,
            href: '/store?tab=bought',
            action: 'Look at it',
          },
        ]),
    ...(listings.first === null
      ? []
      : [
          {
            key: 'listings',
            title: `${count(listings.needYou - listings.askedByHand, 'listing needs you', 'listings need you')}`,
            detail: `“${listings.first.patternTitle}” at ${listings.first.shop}: ${listings.first.reason ?? 'it could not be brought up to date.'}`,
            href: `/patterns/${listings.first.patternId}?tab=shops`,
            action: 'Look at it',
          },
        ]),
    ...(unmatched.orders === 0
      ? []
      : [
          {
            key: 'unmatched',
            title: `${count(unmatched.orders, 'order is', 'orders are')} of a pattern not known here`,
            detail: 'Say which pattern it is, and the buyer has it at once.',
            href: unmatched.orders === 1 && unmatched.first !== null ? `/orders/${unmatched.first}` : '/orders?unmatched=true',
            action: 'Say which',
          },
        ]),
    ...(unfulfilled.orders === 0
      ? []
      : [
          {
            key: 'unfulfilled',
            title: `${count(unfulfilled.orders, 'order', 'orders')} could not be marked as delivered at the shop`,
            detail: `${unfulfilled.reason ?? ''} Its buyer has the pattern all the same.`.trim(),
            href: unfulfilled.orders === 1 && unfulfilled.first !== null ? `/orders/${unfulfilled.first}` : '/orders',
            action: 'Look at it',
          },
        ]),
    ...(handEdits === 0
      ? []
      : [
          {
            key: 'hand-edits',
            title: `${count(handEdits, 'field was', 'fields were')} changed by hand`,
            detail: 'At a storefront something was changed there. Keep it, or put it right.',
            href: '/changed',
            action: 'Decide',
          },
        ]),
    ...(byHand.first === null
      ? []
      : [
          {
            key: 'by-hand',
            title: `${count(byHand.things, 'thing waits', 'things wait')} for your hands`,
            detail: `“${byHand.first.patternTitle}”: ${sentence(byHand.first.says)}${byHand.things > 1 ? ' The others are listed there too.' : ''}`,
            href: '/by-hand',
            action: 'Do it',
          },
        ]),
    ...(doubles === 0
      ? []
      : [
          {
            key: 'doubles',
            title: `${count(doubles, 'pattern was', 'patterns were')} bought twice by the same person`,
            detail: 'On two storefronts, and paid at both. A credit is proposed; nothing is given before you press.',
            href: '/people?show=doubles',
            action: 'Decide',
          },
        ]),
    ...(failedMails === 0
      ? []
      : [
          {
            key: 'mails',
            title: `${count(failedMails, 'mail')} did not leave`,
            detail: 'The mail log says why, and sends it again.',
            href: '/mails',
            action: 'Look at it',
          },
        ]),
    ...(unreadable === 0
      ? []
      : [
          {
            key: 'unreadable',
            title: `${count(unreadable, 'message')} from a shop could not be read`,
            detail: 'Nothing is lost: it is kept as it came.',
            href: '/orders',
            action: 'Look at it',
          },
        ]),
    ...joinTodo(found, connections),
    ...(findings === 0
      ? []
      : [
          {
            key: 'findings',
            title: `${count(findings, 'thing', 'things')} to know before anything is changed`,
            detail:
              'Prices that differ, files that are missing or old, words that would be lost: at listings that were never published from here.',
            href: '/findings',
            action: 'Look at them',
          },
        ]),
  ]
}

const sentence = (says: string): string => (/[.!?…]”?$/.test(says) ? says : `${says}.`)

/** One question, however many shops have to be let. */
function accessTodo(connections: readonly ConnectionFacts[]): Todo[] {
  const waiting = connections.filter(({ state, mayWrite, listings }) => state === 'live' && !mayWrite && listings.waiting > 0)
  const [first] = waiting
  if (first === undefined) return []
  const listings = waiting.reduce((sum, one) => sum + one.listings.waiting, 0)
  return [
    {
      key: 'access',
      title: `${waiting.map(({ label }) => `“${label}”`).join(', ')} let${waiting.length === 1 ? 's' : ''} Selvage read only so far`,
      detail: `${count(listings, 'listing waits', 'listings wait')} there. Let it write, and ${listings === 1 ? 'it goes' : 'they go'} on by ${listings === 1 ? 'itself' : 'themselves'}; reading goes on either way.`,
      href: `/shops/${first.id}/access`,
      action: 'Let it write',
    },
  ]
}

/** Found listings wait for her word, however many shops they are at. */
function joinTodo({ sure, doubtful, alone }: JoinFacts['counts'], connections: readonly ConnectionFacts[]): Todo[] {
  const isBeginning = connections.some(({ state }) => state === 'rehearsal')
  // What she has left aside at a shop that is live is no news.
  if (sure.listings + doubtful.listings === 0 && !isBeginning) return []
  const listings = sure.listings + doubtful.listings + alone.listings
  if (listings === 0) return []
  const joined = sure.proposals + doubtful.proposals
  return [
    {
      key: 'join',
      title: `${count(listings, 'listing', 'listings')} found at your shops`,
      detail:
        joined === 0
          ? 'Say which pattern each is, or make patterns of them. Nothing there is touched.'
          : `${count(joined, 'pattern is', 'patterns are')} recognised in them. Accept what is right and put right what is not. Nothing there is touched.`,
      href: '/join',
      action: 'Look at them',
    },
  ]
}

function lineOf(facts: TodayFacts, connections: readonly ConnectionFacts[], todos: number): string {
  if (facts.heldAt !== null) return 'Everything is held: nothing leaves until you let go.'
  if (connections.length === 0)
    return facts.patterns === 0
      ? 'Start with a pattern, or connect a shop that has some.'
      : 'Connect a shop, and your patterns can be listed there.'
  if (todos > 0) return todos === 1 ? 'One thing needs you. The rest runs by itself.' : `${todos} things need you. The rest runs by itself.`
  const live = connections.filter(({ state }) => state === 'live').length
  if (live === 0) return 'Everything is read and nothing is sent: your shops are in rehearsal.'
  if (facts.listings.underway > 0) return `${count(facts.listings.underway, 'listing is', 'listings are')} being brought up to date.`
  const { ours, proven, ticked, needYou, underway } = facts.listings
  const untouched = ours - proven - ticked - needYou - underway
  if (untouched > 0)
    return `Every sale is here. ${count(untouched, 'listing was', 'listings were')} never published from here, so nobody watches over ${untouched === 1 ? 'it' : 'them'} yet.`
  return 'All is well: your shops are right, and every sale is here.'
}

function checksOf(
  { listings, waitingMails, failedMails, wrongClaims }: TodayFacts,
  connections: readonly ConnectionFacts[],
  now: Date,
): Today['checks'] {
  const reading = connections.filter(({ state }) => state === 'live' || state === 'rehearsal')
  const polls = reading.map(({ lastPollAt }) => lastPollAt)
  const oldest = polls.reduce<Date | null>((least, at) => (at !== null && (least === null || at < least) ? at : least), null)
  const own = listings.ours - listings.ticked
  const isFresh = reading.length > 0 && polls.every(at => at !== null && now.getTime() - at.getTime() < freshMs)
  return [
    ...(connections.length === 0
      ? []
      : [
          {
            words: isFresh ? 'Every shop was asked for sales just now' : 'Not every shop was asked for sales in the last minutes',
            isTrue: isFresh,
            at: time(oldest),
          },
        ]),
    ...(own === 0
      ? []
      : [
          {
            words:
              listings.proven === own
                ? `${own === 1 ? 'The one listing was' : `All ${own} listings were`} read back and found right`
                : `${listings.proven} of ${own} listings were read back and found right`,
            isTrue: listings.proven === own,
            at: time(listings.provenAt),
          },
        ]),
    ...(listings.ticked === 0
      ? []
      : [
          {
            words: `${count(listings.ticked, 'listing is', 'listings are')} right by your own word: nothing can be read there`,
            isTrue: true,
            at: null,
          },
        ]),
    {
      words:
        failedMails > 0
          ? `${count(failedMails, 'mail')} did not leave`
          : waitingMails > 0
            ? `${count(waitingMails, 'mail')} waiting to leave`
            : 'No mail is waiting',
      isTrue: failedMails === 0 && waitingMails === 0,
      at: null,
    },
    ...(wrongClaims < claimLimits.toldADay
      ? []
      : [
          {
            words: `Somebody tried ${wrongClaims.toLocaleString('en-US')} order numbers and codes that do not fit on the claim page in a day; none was told whether it exists`,
            isTrue: false,
            at: null,
          },
        ]),
  ]
}
