/** Pages of a list that grows at its head: a cursor names the last item seen, so nothing is shown twice or left out. */
import { Refused } from './refused.ts'

export interface Paged<Item> {
  readonly items: readonly Item[]
  /** Cursor of the next page; null at the end. */
  readonly next: string | null
}

export interface Place {
  readonly at: Date
  readonly id: string
}

/** @param rows one more than `limit` when there are more. */
export function pageOf<Item>(rows: readonly Item[], limit: number, placeOf: (item: Item) => Place): Paged<Item> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? toCursor(placeOf(last)) : null }
}

const toCursor = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url')

/** @throws {Refused} when it is not one of ours. */
export function pageAfter(cursor: string | undefined): Place | null {
  if (cursor === undefined || cursor === '') return null
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/i.test(id))
    throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
  return { at: new Date(at), id }
}
