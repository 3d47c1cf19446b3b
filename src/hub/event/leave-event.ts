import { kept, shopOf, sql, type Tx } from '#database'
import type { EventIds, EventName, HubEvent } from './events.ts'

/** Leaves word of what happened; it is acted on after this transaction commits, and not at all if it does not. */
export const leaveEvent = <Name extends EventName>(tx: Tx, name: Name, ids: EventIds[Name]): Promise<void> =>
  leaveEvents(tx, [{ name, ids } as HubEvent])

export async function leaveEvents(tx: Tx, events: readonly HubEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`${kept}
    insert into event (shop_id, name, ids)
    select ${shopOf(tx)}::uuid, e.name, e.ids
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e (name text, ids jsonb)`.execute(tx)
}
