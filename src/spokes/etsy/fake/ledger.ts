/** The ledger as the API tells it. */
import type { Call, Reply } from './answer.ts'
import { refused } from './shop.ts'

/** Folklore says 31 days; whoever asks for more is refused here. */
const mostSeconds = 31 * 86_400

export function getLedger({ shop, query }: Call): Reply {
  const {
    min_created: min,
    max_created: max,
    limit = 25,
    offset = 0,
  } = query as { min_created: number; max_created: number; limit?: number; offset?: number }
  if (max < min) throw refused(400, 'max_created must not be before min_created')
  if (max - min > mostSeconds) throw refused(400, 'The time between min_created and max_created must be 31 days or less')
  const found = shop.state.ledger.filter(({ created }) => created >= min && created <= max).sort((a, b) => b.sequence - a.sequence)
  const results = found.slice(offset, offset + limit).map(entry => ({
    entry_id: entry.id,
    ledger_id: shop.state.shopId,
    sequence_number: entry.sequence,
    amount: entry.amount,
    currency: shop.state.settings.currency,
    description: entry.description,
    balance: entry.balance,
    create_date: entry.created,
    created_timestamp: entry.created,
    ledger_type: entry.type,
    reference_type: entry.type,
    reference_id: entry.reference,
    parent_entry_id: entry.parent,
    payment_adjustments: [],
  }))
  return { body: { count: found.length, results } }
}
