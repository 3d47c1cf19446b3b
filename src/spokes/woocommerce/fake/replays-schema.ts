/** How the recorded answers to OPTIONS are played: argument by argument, what the store checks. The words that describe them are not kept here. */
import { recordingFiles } from './recordings.ts'
import type { Act, Recorded, Replays } from './replays.ts'

type Facts = { readonly [name: string]: unknown }
interface Endpoint {
  readonly methods: readonly string[]
  readonly args: Readonly<Record<string, Facts>>
}
interface Described {
  readonly namespace: string
  readonly methods: readonly string[]
  readonly endpoints: readonly Endpoint[]
}

/** Type, enum, bounds, format and what is required, as deep as they go. */
function factsOf(rule: Facts): Facts {
  const kept: Record<string, unknown> = {}
  for (const name of ['type', 'enum', 'minimum', 'maximum', 'format'])
    if (rule[name] !== undefined)
      kept[name] = name === 'enum' ? [...new Set(Object.values(rule[name] as object))].sort() : [rule[name]].flat().sort()
  if (rule.required === true) kept.required = true
  if (rule.items !== undefined) kept.items = factsOf(rule.items as Facts)
  const properties = Object.entries((rule.properties ?? {}) as Record<string, Facts>)
  if (properties.length > 0) kept.properties = Object.fromEntries(properties.map(([name, inner]) => [name, factsOf(inner)]))
  return kept
}

function differencesIn(ours: unknown, recorded: unknown, at: string): string[] {
  if (typeof ours !== 'object' || typeof recorded !== 'object' || ours === null || recorded === null || Array.isArray(recorded))
    return JSON.stringify(ours) === JSON.stringify(recorded)
      ? []
      : [`${at}: ${JSON.stringify(ours)} instead of ${JSON.stringify(recorded)}`]
  const names = new Set([...Object.keys(ours), ...Object.keys(recorded)])
  return [...names].flatMap(name => differencesIn((ours as Facts)[name], (recorded as Facts)[name], `${at}.${name}`))
}

const factsIn = ({ args }: Endpoint): Facts => Object.fromEntries(Object.entries(args).map(([name, rule]) => [name, factsOf(rule)]))

const options: Act = {
  run: async ({ store, score }, exchanges) => {
    for (const exchange of exchanges) {
      const recorded = exchange.response.body as Described
      const { status, body } = await store.call('OPTIONS', exchange.request.path)
      const ours = body as unknown as Described
      const differences = differencesIn(
        { status, namespace: ours.namespace, methods: [...ours.methods].sort() },
        { status: exchange.response.status, namespace: recorded.namespace, methods: [...recorded.methods].sort() },
        '',
      )
      for (const endpoint of recorded.endpoints) {
        const found = ours.endpoints.find(each => [...each.methods].sort().join() === [...endpoint.methods].sort().join())
        const name = endpoint.methods.join()
        if (found) differences.push(...differencesIn(factsIn(found), factsIn(endpoint), name))
        else differences.push(`${name} is missing`)
      }
      score.hold(exchange, differences)
    }
  },
}

export const schemaReplays: Replays = Object.fromEntries(
  recordingFiles()
    .filter(name => name.startsWith('schema-'))
    .map((name): [string, Recorded] => [name, { acts: [options] }]),
)
