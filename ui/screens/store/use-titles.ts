import { useApi } from '../../data.ts'
import { useShop } from '../../shop.tsx'

/** Titles by id: of those that are known, and of the newest hundred. */
export function useTitles(known: readonly { id: string; title: string }[]): ReadonlyMap<string, string> {
  const shop = useShop()
  const found = useApi('GET /shops/{shop}/store/patterns', { params: { shop: shop.id }, query: { limit: 100 } })
  return new Map([...(found.data?.items ?? []), ...known].map(({ id, title }) => [id, title]))
}
