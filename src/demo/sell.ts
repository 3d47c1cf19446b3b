import type { FakeControl, SellRequest } from '#kit/fake.ts'

/**
 * Sells as the platform sells: one that never has two things in a sale, or two of a thing, makes a sale of each.
 *
 * @throws {Error} when it does not sell them one by one either.
 */
export async function sellAt(far: Pick<FakeControl, 'sell'>, sale: SellRequest): Promise<void> {
  try {
    await far.sell(sale)
  } catch (refusal) {
    if (!(refusal instanceof Error && / never: /.test(refusal.message))) throw refusal
    for (const { remoteId } of sale.lines) await far.sell({ ...sale, lines: [{ remoteId }] })
  }
}
