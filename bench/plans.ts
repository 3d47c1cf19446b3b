/** Which plans the server really used, told by its own auto_explain; the planner is left as it is. */
import pg from 'pg'

export interface PlanNode {
  readonly 'Node Type': string
  readonly Schema?: string
  readonly 'Relation Name'?: string
  readonly Filter?: string
  readonly Plans?: readonly PlanNode[]
}

export interface Explained {
  readonly query: string
  readonly plan: PlanNode
}

/** From the next connection on every statement in this database, nested ones too, tells its plan to whoever sent it. Asks for a superuser. */
export async function tellPlans(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ name: string }>('select quote_ident(current_database()) as name')
  const settings = {
    session_preload_libraries: "'auto_explain'",
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_verbose': 'on',
    'auto_explain.log_format': "'json'",
    'auto_explain.log_level': "'notice'",
  }
  for (const [name, value] of Object.entries(settings)) await owner.query(`alter database ${rows[0]!.name} set ${name} = ${value}`)
}

/** @returns the plans told to any connection of this process while `fn` ran. */
export async function plansOf(fn: () => Promise<unknown>): Promise<Explained[]> {
  const heard: Explained[] = []
  const { prototype } = pg.Client
  const { emit } = prototype
  // Connections are the pools' own, so they are listened to at the class.
  prototype.emit = function (this: pg.Client, name: string, ...args: unknown[]) {
    if (name === 'notice') {
      const explained = read(String((args[0] as { message?: string }).message))
      if (explained !== null) heard.push(explained)
    }
    return Reflect.apply(emit, this, [name, ...args]) as boolean
  } as typeof emit
  try {
    await fn()
  } finally {
    Reflect.deleteProperty(prototype, 'emit')
    if (prototype.emit !== emit) prototype.emit = emit
  }
  return heard
}

function read(message: string): Explained | null {
  const json = /^duration: .* plan:\n([\s\S]*)$/.exec(message)?.[1]
  if (json === undefined) return null
  const { 'Query Text': query, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode }
  return { query, plan }
}

export const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** Read whole on purpose: each has few rows, however much is sold. */
export const smallTables: { readonly [table: string]: string } = {
  shop: 'one row a shop',
  member: 'a row for each person who may enter a shop',
  connection: 'a row for each storefront of a shop',
  api_key: 'a row for each program that asks a shop',
  store: 'one row a shop',
  store_pattern: 'a row for each pattern that is in the store otherwise than by its price',
  bundle: 'two hundred a shop at most',
  bundle_pattern: 'a hundred for each of them at most',
  coupon: 'five hundred a shop at most',
  coupon_pattern: 'the patterns that a coupon is for',
  storefront_template: 'one row a storefront',
  storefront_shelves: 'one row a storefront',
  storefront_properties: 'a row for each category of a storefront that patterns of hers are in',
  price_rule: 'a row for each currency of a storefront',
  join_state: 'one row a shop',
  sales_preset: 'a row for each kind of table that she brings',
  sales_file: 'a table that is looked at now; gone when it is taken, or in a week',
  account: 'four rows for each kind of storefront of a shop',
  given_head: 'one row of each shop',
}

/** @returns the business tables that the plan reads from end to end. */
export const tablesScanned = ({ plan }: Explained): string[] =>
  nodesOf(plan).flatMap(node =>
    node['Node Type'] === 'Seq Scan' && node.Schema === 'public' && !((node['Relation Name'] ?? '') in smallTables)
      ? [node['Relation Name']!]
      : [],
  )
