/**
 * `bin/selvage drill main [--break FAULT] [--roles web,work,work] | kills | history [--orders N]`, each with `[--spoke ID]` for one storefront
 * alone, `drill storefronts | ban [--break FAULT] [--spoke ID]`, where that one throws her out, and `drill erratum [--break FAULT] [--owners N]`: a whole
 * story on a throw-away home.
 */
import { parseArgs } from 'node:util'
import { fakes, publishingFakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import type { Io } from './io.ts'

type Role = 'all' | 'web' | 'work'

const names = ['main', 'kills', 'history', 'storefronts', 'ban', 'erratum'] as const
const isName = (name: string | undefined): name is (typeof names)[number] => names.some(one => one === name)

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      break: { type: 'string' },
      roles: { type: 'string', default: 'all' },
      spoke: { type: 'string' },
      orders: { type: 'string', default: '5000' },
      owners: { type: 'string', default: '500' },
    },
  })
  const name = positionals[0]
  if (!isName(name)) return io.wrongUse(`Say which: ${names.map(one => `drill ${one}`).join(', ')}.`)
  const orders = Number(values.orders)
  if (!Number.isInteger(orders) || orders < 1 || orders > 1_000_000) return io.wrongUse('--orders is a whole number up to a million.')
  if (name === 'erratum') return erratum({ owners: Number(values.owners), broken: values.break ?? null }, io)
  const roles = values.roles.split(',')
  if (!roles.every((role): role is Role => ['all', 'web', 'work'].includes(role)))
    return io.wrongUse('--roles is all, or processes such as web,work,work.')
  const all = [...(await fakes()).keys()]
  const spokes = values.spoke === undefined ? all : all.filter(id => id === values.spoke)
  if (spokes.length === 0) return io.wrongUse(`There is no such pretend storefront. There are: ${all.join(', ') || 'none'}.`)
  if (name === 'storefronts' || name === 'ban')
    return storefronts({ story: name, banned: values.spoke ?? null, broken: values.break ?? null }, io)
  if (name === 'history') return history(await oneThatTellsBuyers(spokes), orders, io)
  if (name === 'main') return main({ spokes, broken: values.break ?? null, roles }, io)
  const listing = await publishingFakes()
  const taken = spokes.filter(id => listing.has(id))
  if (taken.length > 0) return kills(taken, io)
  const { label, publishes } = await shopById(spokes[0]!)
  return io.refuse(`The stories of kills are of listings. ${label}: ${isCannot(publishes) ? publishes.cannot : ''}`)
}

async function main(
  { spokes, broken, roles }: { spokes: readonly string[]; broken: string | null; roles: Role[] },
  io: Io,
): Promise<number> {
  const { breaksOf, tellMainStory } = await import('../drill/main-drill.ts')
  const breaks = await breaksOf(spokes)
  if (broken && !breaks.has(broken)) return io.wrongUse(noSuch(broken, breaks))
  if (broken) io.say({ fault: broken, says: breaks.get(broken) }, `With a fault: ${breaks.get(broken)}.`)
  const isTrue = await tellMainStory({ spokes, broken, roles, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse(broken ? 'The fault was noticed.' : 'The story is not true.')
}

const noSuch = (broken: string, breaks: ReadonlyMap<string, string>): string =>
  `There is no fault “${broken}”. There are:\n${[...breaks].map(([name, says]) => `  ${name}: ${says}`).join('\n')}`

/** @param banned the storefront that throws her out; the first one when none is named. */
async function storefronts(
  { story, banned, broken }: { story: 'storefronts' | 'ban'; banned: string | null; broken: string | null },
  io: Io,
): Promise<number> {
  const spokes = [...(await publishingFakes()).keys()]
  const who = banned ?? spokes[0]
  if (spokes.length < 2 || who === undefined || !spokes.includes(who))
    return io.wrongUse(
      `This story needs a storefront where listings are made from here, and another one beside it. There are: ${spokes.join(', ')}.`,
    )
  const { breaksOf, tellStorefronts } = await import('../drill/storefronts/drill.ts')
  const breaks = await breaksOf(story, spokes)
  if (broken && !breaks.has(broken)) return io.wrongUse(noSuch(broken, breaks))
  if (broken) io.say({ fault: broken, says: breaks.get(broken) }, `With a fault: ${breaks.get(broken)}.`)
  const onTold = (told: Parameters<typeof sentenceOf>[0]) => io.say({ ...told }, sentenceOf(told))
  const isTrue = await tellStorefronts({ story, spokes, banned: who, broken, onTold })
  return isTrue ? 0 : io.refuse(broken ? 'The fault was noticed.' : 'The story is not true.')
}

async function erratum({ owners, broken }: { owners: number; broken: string | null }, io: Io): Promise<number> {
  if (!Number.isInteger(owners) || owners < 60 || owners > 20_000) return io.wrongUse('--owners is a whole number from 60 to 20,000.')
  const { breaks, tellErratum } = await import('../drill/erratum/drill.ts')
  if (broken !== null && breaks[broken] === undefined)
    return io.wrongUse(noSuch(broken, new Map(Object.entries(breaks).map(([name, { says }]) => [name, says]))))
  if (broken !== null) io.say({ fault: broken, says: breaks[broken]!.says }, `With a fault: ${breaks[broken]!.says}.`)
  const isTrue = await tellErratum({ owners, broken, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse(broken === null ? 'The story is not true.' : 'The fault was noticed.')
}

async function kills(spokes: readonly string[], io: Io): Promise<number> {
  const { tellKillStories } = await import('../drill/kill-stories.ts')
  const isTrue = await tellKillStories({ spokes, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse('A killed process lost or doubled something.')
}

/** The story counts mails, and where a storefront tells no address nobody can be written to. */
async function oneThatTellsBuyers(spokes: readonly string[]): Promise<string> {
  for (const spoke of spokes) {
    const { tellsBuyers, readSales, publishes } = await shopById(spoke)
    if (!isCannot(tellsBuyers) && !isCannot(readSales) && !isCannot(publishes)) return spoke
  }
  throw new Error(
    `The story of a long history lists a pattern and counts mails, and ${spokes.join(', ')} takes no listing, tells no buyer’s address, or tells no sale of before.`,
  )
}

async function history(spoke: string, orders: number, io: Io): Promise<number> {
  const { tellHistoryStory } = await import('../drill/history-story.ts')
  const isTrue = await tellHistoryStory({ spoke, orders, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse('The history was not read as it should be.')
}

const sentenceOf = (told: { chapter: string; isTrue: boolean; ms: number; why: string | null }): string =>
  `${told.isTrue ? 'true ' : 'FALSE'} ${(told.ms / 1000).toFixed(1).padStart(6)} s  ${told.chapter}${told.why ? `\n               ${told.why}` : ''}`
