/** `bin/selvage drill NAME [--break FAULT] [--roles web,work,work] [--spoke ID]`: a whole story on a throw-away home. */
import { parseArgs } from 'node:util'
import { fakes } from '#kit/registry.ts'
import type { Io } from './io.ts'

type Role = 'all' | 'web' | 'work'

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { break: { type: 'string' }, roles: { type: 'string', default: 'all' }, spoke: { type: 'string' } },
  })
  const name = positionals[0]
  if (name !== 'main' && name !== 'kills') return io.wrongUse('Say which: drill main, or drill kills.')
  const roles = values.roles.split(',')
  if (!roles.every((role): role is Role => ['all', 'web', 'work'].includes(role)))
    return io.wrongUse('--roles is all, or processes such as web,work,work.')
  const spoke = values.spoke ?? [...(await fakes()).keys()][0]
  if (!spoke) return io.refuse('There is no pretend storefront to drill against.')
  return name === 'main' ? main({ spoke, broken: values.break ?? null, roles }, io) : kills(spoke, io)
}

async function main({ spoke, broken, roles }: { spoke: string; broken: string | null; roles: Role[] }, io: Io): Promise<number> {
  const { breaksOf, tellMainStory } = await import('../drill/main-drill.ts')
  const breaks = await breaksOf(spoke)
  if (broken && !breaks.has(broken)) {
    return io.wrongUse(`There is no fault “${broken}”. There are:\n${[...breaks].map(([name, says]) => `  ${name}: ${says}`).join('\n')}`)
  }
  if (broken) io.say({ fault: broken, says: breaks.get(broken) }, `With a fault: ${breaks.get(broken)}.`)
  const isTrue = await tellMainStory({ spoke, broken, roles, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse(broken ? 'The fault was noticed.' : 'The story is not true.')
}

async function kills(spoke: string, io: Io): Promise<number> {
  const { tellKillStories } = await import('../drill/kill-stories.ts')
  const isTrue = await tellKillStories({ spoke, onTold: told => io.say({ ...told }, sentenceOf(told)) })
  return isTrue ? 0 : io.refuse('A killed process lost or doubled something.')
}

const sentenceOf = (told: { chapter: string; isTrue: boolean; ms: number; why: string | null }): string =>
  `${told.isTrue ? 'true ' : 'FALSE'} ${(told.ms / 1000).toFixed(1).padStart(6)} s  ${told.chapter}${told.why ? `\n               ${told.why}` : ''}`
