import assert from 'node:assert/strict'
import { test } from 'node:test'
import { files, isTest, matches, text, withoutComments } from './source.ts'

const screens = files(
  'ui/**/*.{ts,tsx}',
  'src/web/{library,store}/*.ts',
  'src/web/{page,owner-page}.ts',
  'src/web/api/handlers/*.ts',
).filter(path => !isTest(path))

/** Words of ours that mean nothing to a designer. */
const forbidden = /\b(entitlements?|drift(ed|s)?|inbox|reconcil\w*|sync jobs?|payloads?|idempoten\w*|upsert\w*|tenants?|projection)\b/i

/** What a screen may show: strings with a space or a capital first, template texts, and text between tags. Keys and paths are neither. */
function shown(code: string): string[] {
  const strings = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(
    match => match[1] ?? match[2] ?? match[3] ?? '',
  )
  const between = [...code.matchAll(/>([^<>{}]*[A-Za-z][^<>{}]*)</g)].map(match => match[1]!.trim())
  const isText = (value: string) => /\s/.test(value.trim()) || /^[A-Z]/.test(value)
  return [...strings.map(value => value.replaceAll(/\$\{[^}]*\}/g, '…')), ...between].filter(isText)
}

test('screens speak the words of designers', () => {
  const found = screens.flatMap(path =>
    shown(withoutComments(text(path)))
      .filter(value => forbidden.test(value))
      .map(value => `${path}: ${value.slice(0, 120)}`),
  )
  assert.deepEqual(found, [])
})

test('the rule finds a word in a string, a template and between tags, and lets keys and paths be', () => {
  const code =
    "const a = 'Your inbox'; const b = `4 entitlements`; <p>Drift found</p>; get('/api/inbox'); type: 'entitlement'; import x from './drift.ts'"
  assert.deepEqual(
    shown(code).filter(value => forbidden.test(value)),
    ['Your inbox', '4 entitlements', 'Drift found'],
  )
})

test('money is never a float: no Number, parseFloat, toFixed or rounding beside an amount', () => {
  const code = files('src/**/*.ts', 'ui/**/*.{ts,tsx}').filter(
    // A fake does the arithmetic of its platform, floats and all.
    path => !isTest(path) && !path.startsWith('src/rules/') && !/^src\/spokes\/[^/]+\/fake/.test(path),
  )
  const money = String.raw`\w*([mM]inor|[pP]rice|[aA]mount|[cC]ents|[fF]ee|[tT]ax|[rR]efund)\w*`
  const float = new RegExp(
    String.raw`(parseFloat|\bNumber|Math\.(round|floor|ceil|trunc))\([^)]*\b${money}|\b${money}(\.\w+)?\.toFixed\(|\b${money}(\.\w+)?\s*[*/]\s*100(\.0)?\b`,
  )
  const found = code.flatMap(path => matches(path, withoutComments(text(path)), float))
  assert.deepEqual(found, [])
})

/** Long because they are one table. */
const tables = [/^src\/web\/api\/shapes\.ts$/, /^src\/spokes\/[^/]+\/fake\/schema\.ts$/]

test('a file holds one subject: less than 400 lines', () => {
  const long = files('src/**/*.ts', 'ui/**/*.{ts,tsx}', 'journeys/**/*.ts', 'bench/**/*.ts', 'bin/*')
    .map(path => ({ path, lines: text(path).split('\n').length }))
    .filter(({ path, lines }) => lines > 400 && !tables.some(pattern => pattern.test(path)))
  assert.deepEqual(long, [])
})

test('the code is free of promises: no TODO, FIXME or coming soon', () => {
  const all = files('src/**/*.ts', 'ui/**/*.{ts,tsx}', 'journeys/**/*.ts', 'bench/**/*.ts', 'bin/*', 'sql/*.sql').filter(
    path => path !== 'src/rules/words.test.ts',
  )
  assert.deepEqual(
    all.flatMap(path => matches(path, text(path), /\b(TODO|FIXME|XXX)\b|[cC]oming soon|[nN]ot implemented/)),
    [],
  )
})
