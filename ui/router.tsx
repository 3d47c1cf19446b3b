/** Every address of the admin. Screens load when they are first opened; the frame and Today come at once. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { call } from './api.ts'
import { keyOf, queryClient } from './data.ts'
import { Frame } from './frame/frame.tsx'
import { NotFound, Wrong } from './frame/lost.tsx'
import { Today } from './screens/today.tsx'

type Search = Record<string, unknown>
const text = (value: unknown): string | undefined => (value === undefined || value === '' ? undefined : String(value))
const oneOf = <const Value extends string>(values: readonly Value[], value: unknown): Value | undefined => values.find(one => one === value)
/** Leaves out what is not set, so that addresses stay short. */
const set = <Values extends Search>(values: Values): { [K in keyof Values]?: Exclude<Values[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

const me = () => queryClient.fetchQuery({ queryKey: keyOf('GET /me', {}), queryFn: () => call('GET /me', {}), staleTime: 10_000 })

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Wrong })

/** The shop last open, else her own, else the demo. Who has none yet starts one. */
async function goHome(path: string): Promise<never> {
  const { shops, user } = await me()
  const kept = localStorage.getItem('selvage.shop')
  const slug = (shops.find(shop => shop.slug === kept) ?? shops.find(shop => !shop.isDemo) ?? shops[0])?.slug
  if (slug === undefined) throw redirect({ to: user === null ? '/sign-in' : '/start' })
  throw redirect({ href: `/s/${slug}${path}` })
}

const index = createRoute({ getParentRoute: () => root, path: '/', loader: () => goHome('') })
/** Addresses that name no shop lead into the one last open. */
const without = [
  'patterns',
  'presses',
  'launches',
  'promotions',
  'preview',
  'changed',
  'hand-edits',
  'by-hand',
  'orders',
  'people',
  'shops',
  'connections',
  'payments',
  'store',
  'join',
  'findings',
  'corrections',
  'mails',
  'settings',
  'today',
].map(first =>
  createRoute({
    getParentRoute: () => root,
    path: `/${first}/$`,
    loader: ({ params, location }) =>
      goHome(`/${first === 'today' ? '' : first}${params._splat ? `/${params._splat}` : ''}${location.searchStr}`),
  }),
)

export const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => set({ to: text(search.to) }),
  component: lazyRouteComponent(() => import('./screens/sign-in.tsx'), 'SignIn'),
})
const startShop = createRoute({
  getParentRoute: () => root,
  path: '/start',
  component: lazyRouteComponent(() => import('./screens/start-shop.tsx'), 'StartShop'),
})

const shop = createRoute({ getParentRoute: () => root, path: '/s/$shop', component: Frame })
const today = createRoute({ getParentRoute: () => shop, path: '/', component: Today })
const patterns = createRoute({
  getParentRoute: () => shop,
  path: '/patterns',
  validateSearch: (search: Search) => set({ search: text(search.search), archived: oneOf(['true'], text(search.archived)) }),
  component: lazyRouteComponent(() => import('./screens/patterns/patterns.tsx'), 'Patterns'),
})
const newPattern = createRoute({
  getParentRoute: () => shop,
  path: '/patterns/new',
  component: lazyRouteComponent(() => import('./screens/patterns/new-pattern.tsx'), 'NewPattern'),
})
const grid = createRoute({
  getParentRoute: () => shop,
  path: '/patterns/grid',
  component: lazyRouteComponent(() => import('./screens/grid/grid.tsx'), 'Grid'),
})
const offSale = createRoute({
  getParentRoute: () => shop,
  path: '/off-sale',
  validateSearch: (search: Search) =>
    set({ patterns: text(search.patterns), kept: text(search.kept), how: oneOf(['retire', 'unpublish'], search.how) }),
  component: lazyRouteComponent(() => import('./screens/push/off-sale.tsx'), 'OffSale'),
})
const back = createRoute({
  getParentRoute: () => shop,
  path: '/listings/$listing/back/$no',
  component: lazyRouteComponent(() => import('./screens/push/back.tsx'), 'Back'),
})
const batch = createRoute({
  getParentRoute: () => shop,
  path: '/batches/$batch',
  component: lazyRouteComponent(() => import('./screens/grid/batch.tsx'), 'BatchScreen'),
})
export const patternTabs = ['facts', 'pictures', 'files', 'prices', 'shops', 'sales', 'history'] as const
const pattern = createRoute({
  getParentRoute: () => shop,
  path: '/patterns/$pattern',
  validateSearch: (search: Search) => set({ tab: oneOf(patternTabs, search.tab) }),
  component: lazyRouteComponent(() => import('./screens/pattern/pattern.tsx'), 'Pattern'),
})
const preview = createRoute({
  getParentRoute: () => shop,
  path: '/preview',
  validateSearch: (search: Search) =>
    set({ patterns: text(search.patterns), connections: text(search.connections), kept: text(search.kept) }),
  component: lazyRouteComponent(() => import('./screens/push/push-preview.tsx'), 'PushPreview'),
})
const launches = createRoute({
  getParentRoute: () => shop,
  path: '/launches',
  component: lazyRouteComponent(() => import('./screens/launches/launches.tsx'), 'Launches'),
})
const planLaunch = createRoute({
  getParentRoute: () => shop,
  path: '/launches/new',
  validateSearch: (search: Search) =>
    set({ patterns: text(search.patterns), connections: text(search.connections), kept: text(search.kept) }),
  component: lazyRouteComponent(() => import('./screens/launches/plan-launch.tsx'), 'PlanLaunch'),
})
const promotions = createRoute({
  getParentRoute: () => shop,
  path: '/promotions',
  component: lazyRouteComponent(() => import('./screens/promotions/promotions.tsx'), 'Promotions'),
})
const planPromotion = createRoute({
  getParentRoute: () => shop,
  path: '/promotions/new',
  validateSearch: (search: Search) =>
    set({ patterns: text(search.patterns), connections: text(search.connections), kept: text(search.kept) }),
  component: lazyRouteComponent(() => import('./screens/promotions/plan-promotion.tsx'), 'PlanPromotion'),
})
const planCoupon = createRoute({
  getParentRoute: () => shop,
  path: '/promotions/coupon',
  validateSearch: (search: Search) =>
    set({ patterns: text(search.patterns), connections: text(search.connections), kept: text(search.kept) }),
  component: lazyRouteComponent(() => import('./screens/promotions/plan-coupon.tsx'), 'PlanCoupon'),
})
const press = createRoute({
  getParentRoute: () => shop,
  path: '/presses/$publication',
  component: lazyRouteComponent(() => import('./screens/push/press.tsx'), 'Press'),
})
const undo = createRoute({
  getParentRoute: () => shop,
  path: '/presses/$publication/undo',
  component: lazyRouteComponent(() => import('./screens/push/undo.tsx'), 'Undo'),
})
const presses = createRoute({
  getParentRoute: () => shop,
  path: '/presses',
  component: lazyRouteComponent(() => import('./screens/push/presses.tsx'), 'Presses'),
})
const changed = createRoute({
  getParentRoute: () => shop,
  path: '/changed',
  validateSearch: (search: Search) => set({ settled: oneOf(['true'], text(search.settled)) }),
  component: lazyRouteComponent(() => import('./screens/changed.tsx'), 'Changed'),
})
const byHand = createRoute({
  getParentRoute: () => shop,
  path: '/by-hand',
  validateSearch: (search: Search) => set({ state: oneOf(['open', 'done'], search.state) }),
  component: lazyRouteComponent(() => import('./screens/by-hand.tsx'), 'ByHand'),
})
const orders = createRoute({
  getParentRoute: () => shop,
  path: '/orders',
  validateSearch: (search: Search) =>
    set({
      search: text(search.search),
      state: oneOf(['pending', 'paid', 'refunded', 'cancelled'], search.state),
      unmatched: oneOf(['true'], text(search.unmatched)),
    }),
  component: lazyRouteComponent(() => import('./screens/orders/orders.tsx'), 'Orders'),
})
const order = createRoute({
  getParentRoute: () => shop,
  path: '/orders/$order',
  component: lazyRouteComponent(() => import('./screens/orders/order.tsx'), 'Order'),
})
const people = createRoute({
  getParentRoute: () => shop,
  path: '/people',
  validateSearch: (search: Search) =>
    set({
      search: text(search.search),
      owns: text(search.owns),
      lacks: text(search.lacks),
      craft: oneOf(['sewing', 'knitting', 'crochet', 'quilting', 'other'], search.craft),
      language: oneOf(['en', 'de', 'fr', 'es', 'nl'], search.language),
      country: text(search.country),
      since: text(search.since),
      until: text(search.until),
      may: oneOf(['order', 'service', 'marketing'], search.may),
      show: oneOf(['doubles'], search.show),
    }),
  component: lazyRouteComponent(() => import('./screens/people/people.tsx'), 'People'),
})
const person = createRoute({
  getParentRoute: () => shop,
  path: '/people/$person',
  component: lazyRouteComponent(() => import('./screens/people/person.tsx'), 'Person'),
})
const mergePeople = createRoute({
  getParentRoute: () => shop,
  path: '/people/$person/merge/$other',
  component: lazyRouteComponent(() => import('./screens/people/merge.tsx'), 'Merge'),
})
const shops = createRoute({
  getParentRoute: () => shop,
  path: '/shops',
  component: lazyRouteComponent(() => import('./screens/shops/shops.tsx'), 'Shops'),
})
const connect = createRoute({
  getParentRoute: () => shop,
  path: '/shops/connect',
  validateSearch: (search: Search) => set({ spoke: text(search.spoke) }),
  component: lazyRouteComponent(() => import('./screens/shops/connect.tsx'), 'Connect'),
})
const access = createRoute({
  getParentRoute: () => shop,
  path: '/shops/$connection/access',
  validateSearch: (search: Search) => set({ back: text(search.back) }),
  component: lazyRouteComponent(() => import('./screens/shops/access.tsx'), 'AccessScreen'),
})
export const connectionTabs = ['overview', 'found', 'listings', 'writing', 'sales', 'buyers', 'details'] as const
const connection = createRoute({
  getParentRoute: () => shop,
  path: '/shops/$connection',
  validateSearch: (search: Search) => set({ tab: oneOf(connectionTabs, search.tab) }),
  component: lazyRouteComponent(() => import('./screens/shops/connection.tsx'), 'Connection'),
})
const connectProvider = createRoute({
  getParentRoute: () => shop,
  path: '/payments/connect',
  validateSearch: (search: Search) => set({ provider: text(search.provider) }),
  component: lazyRouteComponent(() => import('./screens/shops/connect-provider.tsx'), 'ConnectProvider'),
})
const provider = createRoute({
  getParentRoute: () => shop,
  path: '/payments/$provider',
  component: lazyRouteComponent(() => import('./screens/shops/provider.tsx'), 'Provider'),
})
export const storeTabs = ['settings', 'patterns', 'bundles', 'coupons', 'bought'] as const
const store = createRoute({
  getParentRoute: () => shop,
  path: '/store',
  validateSearch: (search: Search) => set({ tab: oneOf(storeTabs, search.tab) }),
  component: lazyRouteComponent(() => import('./screens/store/store.tsx'), 'Store'),
})
const join = createRoute({
  getParentRoute: () => shop,
  path: '/join',
  validateSearch: (search: Search) => set({ kind: oneOf(['sure', 'doubtful', 'alone'], search.kind) }),
  component: lazyRouteComponent(() => import('./screens/join/join.tsx'), 'Join'),
})
const findings = createRoute({
  getParentRoute: () => shop,
  path: '/findings',
  validateSearch: (search: Search) =>
    set({
      kind: oneOf(['price', 'files-missing', 'files-stale', 'limit', 'hidden', 'tags', 'texts'], search.kind),
      hidden: oneOf(['true'], text(search.hidden)),
    }),
  component: lazyRouteComponent(() => import('./screens/join/findings.tsx'), 'Findings'),
})
const errata = createRoute({
  getParentRoute: () => shop,
  path: '/corrections',
  validateSearch: (search: Search) => set({ pattern: text(search.pattern) }),
  component: lazyRouteComponent(() => import('./screens/errata/errata.tsx'), 'Errata'),
})
const erratum = createRoute({
  getParentRoute: () => shop,
  path: '/corrections/$erratum',
  component: lazyRouteComponent(() => import('./screens/errata/erratum.tsx'), 'ErratumScreen'),
})
const mails = createRoute({
  getParentRoute: () => shop,
  path: '/mails',
  validateSearch: (search: Search) => set({ search: text(search.search) }),
  component: lazyRouteComponent(() => import('./screens/mails/mails.tsx'), 'Mails'),
})
const mail = createRoute({
  getParentRoute: () => shop,
  path: '/mails/$mail',
  component: lazyRouteComponent(() => import('./screens/mails/mail.tsx'), 'Mail'),
})
const settings = createRoute({
  getParentRoute: () => shop,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/settings.tsx'), 'Settings'),
})
/** Other names under which the hub may point at a screen. */
const handEdits = createRoute({
  getParentRoute: () => shop,
  path: '/hand-edits',
  loader: ({ params }) => {
    throw redirect({ to: '/s/$shop/changed', params })
  },
})
const connections = createRoute({
  getParentRoute: () => shop,
  path: '/connections/$connection',
  loader: ({ params }) => {
    throw redirect({ to: '/s/$shop/shops/$connection', params })
  },
})

const tree = root.addChildren([
  index,
  ...without,
  signInRoute,
  startShop,
  shop.addChildren([
    today,
    patterns,
    newPattern,
    grid,
    batch,
    offSale,
    back,
    pattern,
    preview,
    launches,
    planLaunch,
    promotions,
    planPromotion,
    planCoupon,
    press,
    undo,
    presses,
    changed,
    byHand,
    orders,
    order,
    people,
    person,
    mergePeople,
    shops,
    connect,
    access,
    connection,
    connectProvider,
    provider,
    store,
    join,
    findings,
    errata,
    erratum,
    mails,
    mail,
    settings,
    handEdits,
    connections,
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: Wrong,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
