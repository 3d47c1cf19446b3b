import assert from 'node:assert/strict'
import { test } from 'node:test'
import { files, type Import, importsOf, isTest } from './source.ts'

const everything = files('src/**/*.ts', 'ui/**/*.{ts,tsx}').filter(path => !path.startsWith('src/rules/'))
const imports = everything.filter(path => !isTest(path)).flatMap(importsOf)

/** `src/spokes/patternmart/x.ts` is spokes/patternmart, `src/hub/order/x.ts` is hub, `src/log.ts` is log. */
function areaOf(path: string): string | null {
  if (path.startsWith('ui/')) return 'ui'
  const spoke = /^src\/(spokes\/[^/]+)\//.exec(path)?.[1]
  return spoke ?? /^src\/([^/.]+)/.exec(path)?.[1] ?? null
}

/** Which areas an area may import from, besides itself. Those not named here (cli, main, drill, demo …) wire things and may use all but a spoke. */
const arrows: Record<string, string[]> = {
  log: [],
  config: [],
  database: ['log', 'config'],
  hub: ['database'],
  kit: ['hub', 'database', 'log'],
  spokes: ['kit', 'hub'],
  work: ['kit', 'hub', 'database', 'log', 'config'],
  web: ['kit', 'hub', 'database', 'log', 'config'],
  ui: ['web', 'hub', 'kit'],
}

const say = ({ from, to }: Import) => `${from} imports ${to}`

test('imports point one way', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [source, target] = [areaOf(from), areaOf(to)]
    if (source === null || target === null || source === target) return false
    if (target.startsWith('spokes/')) return true // found by their folders, never by name
    const allowed = arrows[source.split('/')[0]!]
    return allowed !== undefined && !allowed.includes(target)
  })
  assert.deepEqual(wrong.map(say), [])
})

test('the screens take types alone from the rest', () => {
  const wrong = imports.filter(({ from, to, isType }) => areaOf(from) === 'ui' && to.startsWith('src/') && !isType)
  assert.deepEqual(wrong.map(say), [])
})

test('kit and the spokes take shapes from the hub: types, or files that know no database', () => {
  const knowing = new Set(
    imports
      .filter(({ to, isType, from }) => from.startsWith('src/hub/') && to.startsWith('src/database/') && !isType)
      .map(({ from }) => from),
  )
  for (let size = -1; size !== knowing.size; ) {
    size = knowing.size
    for (const { from, to, isType } of imports) if (from.startsWith('src/hub/') && knowing.has(to) && !isType) knowing.add(from)
  }
  const wrong = imports.filter(({ from, to, isType }) => /^src\/(kit|spokes)\//.test(from) && knowing.has(to) && !isType)
  assert.deepEqual(wrong.map(say), [])
})

test('only src/database speaks to PostgreSQL; everything else is given a Tx', () => {
  const wrong = imports.filter(
    ({ from, to, isType }) => ['pg', 'kysely'].includes(to) && !isType && !/^src\/(database|testing)\//.test(from),
  )
  assert.deepEqual(wrong.map(say), [])
})

test('what lies outside the shops is reached by the few files named here', () => {
  const allowed = [
    /^src\/kit\/rate-postgres\.ts$/, // buckets are counted as the platforms count them, whichever shop asks
    /^src\/work\/(queue|relay|job-list)\.ts$/, // pg-boss
    /^src\/hub\/home\/wake\.ts$/, // whose database this is
    /^src\/web\/(accounts|auth)[^/]*(\/|\.ts$)/, // better-auth
    /^src\/main\.ts$/,
    /^src\/(cli\/owner-link|testing\/[^/]+)\.ts$/,
  ]
  const wrong = imports.filter(
    ({ from, to }) => to === 'src/database/system.ts' && areaOf(from) !== 'database' && !allowed.some(pattern => pattern.test(from)),
  )
  assert.deepEqual(wrong.map(say), [])
})

test('the parts of src/database that hand out bare connections stay in there', () => {
  const inside = ['src/database/pool.ts', 'src/database/tx.ts']
  const wrong = imports.filter(({ from, to, isType }) => inside.includes(to) && areaOf(from) !== 'database' && !isType)
  assert.deepEqual(wrong.map(say), [])
})

test('the rule sees imports: of each kind there are some', () => {
  assert.ok(imports.length > 100)
  assert.ok(imports.some(({ isType }) => isType))
  assert.ok(imports.some(({ to }) => to === 'src/database/index.ts'))
})
