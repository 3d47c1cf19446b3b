/** A shop whose one storefront is kept by hand: everything real but the clock and the storefront's name. */
import { sql } from '#database'
import { listHandSteps } from '#hub/hand-step/read-hand-steps.ts'
import { tickHandStep } from '#hub/hand-step/tick.ts'
import { noLimits, textUpTo } from '#hub/listing/limits.ts'
import type { PlanningWorld } from '#hub/publication/plan.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { shopByHand } from '#kit/by-hand.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { TestDatabase } from './database.ts'
import { makeWorld, type WorldOptions } from './listing-world.ts'

/** An invented market. */
export const handmart = shopByHand({
  id: 'handmart',
  label: 'Handmart',
  docs: 'https://handmart.example/help',
  hosts: ['handmart.example'],
  limits: { ...noLimits, title: textUpTo(24), files: { most: 2, mostBytes: 10_000_000, longestName: 30 } },
  fields: [
    { field: 'title', label: 'Name' },
    { field: 'description', label: 'Text' },
    { field: 'tags', label: 'Tags' },
    { field: 'price', label: 'Price' },
  ],
  files: { kinds: ['pdf'], packs: 'when-many' },
  pictures: { least: 0, leastWidthPx: 800, leastHeightPx: 600 },
  mostMinor: {},
  pages: { add: '{shop}/add', edit: '{listing}/edit' },
  checklist: ['Open the page.', 'Upload the files.', 'Paste the texts.', 'Tick it off.'],
  tellsBuyers: true,
  corrections: { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' }, source: 'The tests' },
  reachesEarlierBuyers: true,
  salesColumns: { orderNumber: ['Order'], gross: ['Paid'] },
}) as unknown as AnyShop

export async function byHandWorld(database: TestDatabase, options: WorldOptions = {}) {
  const world = await makeWorld(database, options)
  await world.inShop(tx =>
    sql`update connection set spoke = 'handmart', label = 'Maren at Handmart', base_url = ${`https://handmart.example/${world.connectionId}`}
    where connection_id = ${world.connectionId}::uuid`.execute(tx),
  )
  const planning = (): PlanningWorld => ({ ...world.planning(), rulesOf: () => handmart })
  const steps = async (state?: 'open' | 'done') => (await world.inShop(tx => listHandSteps(tx, { state, limit: 100 }, planning()))).items
  return {
    ...world,
    planning,
    steps,
    look: (patternIds: readonly string[]) => world.inShop(tx => preview(tx, { patternIds }, planning())),
    press: (patternIds: readonly string[]): Promise<string> =>
      world.inShop(async tx => {
        const { key } = await preview(tx, { patternIds }, planning())
        return publish(tx, { patternIds }, { key, pressedBy: 'ana' }, planning())
      }),
    tick: (id: string, isDone = true, url?: string) => world.inShop(tx => tickHandStep(tx, id, { isDone, by: 'ana', url }, planning())),
  }
}

export type ByHandWorld = Awaited<ReturnType<typeof byHandWorld>>
