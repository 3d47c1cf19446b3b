import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Pages } from '../data.ts'
import { Failed, Loading } from './page.tsx'

/** A growing list in each of its states: loading, failed, empty, full, more to come. */
export function Listed<Item>({
  what,
  pages,
  empty,
  children,
}: {
  what: string
  pages: Pages<Item>
  empty: ReactNode
  children: (items: Item[]) => ReactNode
}) {
  const { items, error, isPending, hasNextPage, isFetchingNextPage } = pages
  if (items === undefined)
    return isPending && !error ? <Loading what={what} /> : <Failed what={what} error={error} onRetry={() => void pages.refetch()} />
  return (
    <>
      {error && <Failed what={what} error={error} onRetry={() => void pages.refetch()} />}
      {items.length === 0 ? empty : children(items)}
      {hasNextPage && (
        <div className="more">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

/** One answer in each of its states. */
export function Shown<Answer>({
  what,
  from,
  children,
  rows,
}: {
  what: string
  from: { data: Answer | undefined; error: unknown; isPending: boolean; refetch: () => unknown }
  children: (answer: Answer) => ReactNode
  rows?: number
}) {
  if (from.data !== undefined) return <>{children(from.data)}</>
  if (from.error) return <Failed what={what} error={from.error} onRetry={() => void from.refetch()} />
  return <Loading what={what} {...(rows === undefined ? {} : { rows })} />
}
