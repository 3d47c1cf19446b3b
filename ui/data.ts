/** What the screens know of the hub: cached answers, kept fresh by what the hub says has changed. */
import {
  type InfiniteData,
  keepPreviousData,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type AnswerOf, type CallInput, call, type EndpointName, Problem } from './api.ts'

const isOurs = (error: unknown): boolean => error instanceof Problem && error.status >= 400 && error.status < 500

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; a silence may pass.
      retry: (failures, error) => !isOurs(error) && failures < 1,
      retryDelay: failures => 400 * 2 ** failures,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

export const keyOf = <Name extends EndpointName>(name: Name, input: CallInput<Name>) => [name, input] as const

type Options<Name extends EndpointName> = {
  enabled?: boolean
  refetchInterval?: number | false | ((answer: AnswerOf<Name> | undefined) => number | false)
  keepPrevious?: boolean
  /** It costs seconds to answer: read once, and anew only when it is asked for. */
  isHeavy?: boolean
}

export function useApi<Name extends EndpointName>(
  name: Name,
  input: CallInput<Name>,
  { enabled = true, refetchInterval = false, keepPrevious = false, isHeavy = false }: Options<Name> = {},
): UseQueryResult<AnswerOf<Name>> {
  return useQuery<AnswerOf<Name>, Error, AnswerOf<Name>>({
    queryKey: keyOf(name, input),
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
    refetchInterval: typeof refetchInterval === 'function' ? query => refetchInterval(query.state.data) : refetchInterval,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(isHeavy ? { staleTime: Number.POSITIVE_INFINITY, meta: { isHeavy } } : {}),
  })
}

type Paged = { [Name in EndpointName]: AnswerOf<Name> extends { items: unknown[]; next: string | null } ? Name : never }[EndpointName]
type ItemOf<Name extends Paged> = AnswerOf<Name> extends { items: (infer Item)[] } ? Item : never

export type Pages<Item> = Omit<UseInfiniteQueryResult, 'data'> & { items: Item[] | undefined }

/** A list that grows page by page. */
export function usePages<Name extends Paged>(
  name: Name,
  input: CallInput<Name>,
  refetchInterval: (items: ItemOf<Name>[]) => number | false = () => false,
): Pages<ItemOf<Name>> {
  type Page = { items: ItemOf<Name>[]; next: string | null }
  const result = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly unknown[], string | undefined>({
    queryKey: [...keyOf(name, input), 'pages'],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) => {
      const { query } = input as { query?: Record<string, unknown> }
      const paged = { ...input, query: { limit: 50, ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) } }
      return (await call(name, paged as CallInput<Name>, signal)) as unknown as Page
    },
    getNextPageParam: page => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: query => refetchInterval(query.state.data?.pages.flatMap(page => page.items) ?? []),
  })
  return { ...result, items: result.data?.pages.flatMap(page => page.items) }
}

/** What is on the screen is read again, but for what costs seconds. */
export const readAgain = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ refetchType: 'active', predicate: ({ meta }) => meta?.isHeavy !== true })

/** Something that she does. Everything shown is read again afterwards. */
export function useAct<Name extends EndpointName>(name: Name, after?: (answer: AnswerOf<Name>, input: CallInput<Name>) => unknown) {
  const client = useQueryClient()
  return useMutation<AnswerOf<Name>, Error, CallInput<Name>>({
    mutationFn: input => call(name, input),
    onSuccess: (answer, input) => {
      void readAgain(client)
      return after?.(answer, input)
    },
  })
}
