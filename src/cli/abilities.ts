/** `bin/selvage abilities`: what each storefront can do, as its spoke says; `--write` puts it into README.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotsOf, providerWords, storefrontWords } from '#kit/abilities.ts'
import { type AnyPay, type AnyShop, pays, shops } from '#kit/registry.ts'
import type { Io } from './io.ts'

export const readmePath = join(import.meta.dirname, '../../README.md')
const marks = { from: '<!-- written by: bin/selvage abilities --write -->', to: '<!-- until here -->' }

export async function run(args: string[], io: Io): Promise<number> {
  if (args.some(arg => arg !== '--write') || args.length > 1) return io.wrongUse('Use: bin/selvage abilities [--write]')
  const spokes = [...(await shops()).values(), ...(await pays()).values()]
  if (args.length === 0) {
    for (const spoke of spokes) {
      const words = { ...('kind' in spoke ? providerWords(spoke) : storefrontWords(spoke)) }
      const lines = Object.entries(words).map(([name, says]) => `  ${name.padEnd(14)} ${says}`)
      const cannot = cannotsOf(spoke)
      const reasons = cannot.map(({ abilities, why }) => `  cannot: ${abilities.join(', ')}. ${why}`)
      io.say({ id: spoke.id, ...words, cannot }, [spoke.label, ...lines, ...reasons, ''].join('\n'))
    }
    return 0
  }
  const before = readFileSync(readmePath, 'utf8')
  const after = withAbilities(before, spokes)
  if (after !== before) writeFileSync(readmePath, after)
  io.say({ file: readmePath, changed: after !== before }, `${after === before ? 'unchanged' : 'written  '} ${readmePath}`)
  return 0
}

/** @returns the page with what stands between the marks written anew. */
export function withAbilities(page: string, spokes: readonly (AnyShop | AnyPay)[]): string {
  const [from, to] = [page.indexOf(marks.from), page.indexOf(marks.to)]
  if (from < 0 || to < from) throw new Error(`README.md lacks the marks between which the abilities stand: ${marks.from} … ${marks.to}`)
  return `${page.slice(0, from + marks.from.length)}\n\n${abilitiesPage(spokes)}\n\n${page.slice(to)}`
}

function abilitiesPage(spokes: readonly (AnyShop | AnyPay)[]): string {
  const providers = spokes.filter((spoke): spoke is AnyPay => 'kind' in spoke)
  const storefronts = spokes
    .filter((spoke): spoke is AnyShop => !('kind' in spoke))
    .map(spoke => ({ spoke, words: storefrontWords(spoke) }))
    .sort((a, b) => rank(a.spoke) - rank(b.spoke) || (a.spoke.label < b.spoke.label ? -1 : 1))
  return [
    table(
      ['storefront', 'how it is connected', 'listings', 'files', 'a corrected file reaches earlier buyers', 'a correction is told'],
      storefronts.map(({ spoke, words }) => [
        linkOf(spoke),
        words.connected,
        words.listings,
        words.files,
        words.earlierBuyers,
        words.corrections,
      ]),
    ),
    'And what comes back from there:',
    table(
      ['storefront', 'sales', 'refunds', 'buyers’ addresses', 'payouts line by line', 'coupons there'],
      storefronts.map(({ spoke, words }) => [spoke.label, words.sales, words.refunds, words.buyers, words.money, words.coupons]),
    ),
    'A store of your own is paid by a provider, on the provider’s own page:',
    table(
      ['payment provider', 'how it is connected', 'refunds', 'its messages', 'payouts line by line'],
      providers.map(spoke => [linkOf(spoke), ...Object.values(providerWords(spoke))]),
    ),
    [
      '<details>',
      '<summary>What a storefront cannot do, and why</summary>',
      '',
      ...[...storefronts.map(({ spoke }) => spoke), ...providers].flatMap(reasonsOf),
      '',
      '</details>',
    ].join('\n'),
  ].join('\n\n')
}

/** What is kept by itself first, what is only read next, what is kept by hand last. */
const rank = ({ publishes }: AnyShop): number => (publishes === true ? 0 : 'cannot' in publishes ? 1 : 2)

const linkOf = ({ id, label }: AnyShop | AnyPay): string => `[${label}](src/spokes/${id}/README.md)`

function reasonsOf(spoke: AnyShop | AnyPay): string[] {
  const reasons = cannotsOf(spoke)
  return reasons.length === 0
    ? []
    : [`- **${spoke.label}**`, ...reasons.map(({ abilities, why }) => `  - ${abilities.join(' · ')}: *${inCell(why)}*`)]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
