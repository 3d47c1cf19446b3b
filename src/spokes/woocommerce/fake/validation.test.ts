/** What the fake counts as validated: the arguments of each request, held against a recorded or a documented schema. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestStore, testStore } from './testing.ts'

let store: TestStore
before(async () => {
  store = await testStore()
})
after(() => store.stop())

const told = async (operation: string) => {
  const { operations } = (await store.verb('validation')) as never as {
    operations: { operation: string; count: number; validated: number; source: string | null; unknownFields: string[] }[]
  }
  return operations.find(each => each.operation === operation)
}

test('a list of the media library is held against the handbook: known arguments count, an unknown one does not, an ill-typed one is 400', async () => {
  const operation = 'GET /wp-json/wp/v2/media'
  const list = (query: string) => store.call('GET', `/wp-json/wp/v2/media?${query}`, undefined, { as: 'wordpress' })
  assert.equal((await list('per_page=100&search=scarf&search_columns[]=post_title&orderby=id&_fields=id')).status, 200)
  assert.deepEqual(await told(operation), { operation, count: 1, validated: 1, isRecorded: true, source: 'documented', unknownFields: [] })
  assert.equal((await list('sha256=abc')).status, 200, 'ignored without a word')
  assert.deepEqual((await told(operation))?.unknownFields, ['sha256'])
  assert.equal((await told(operation))?.validated, 1)
  for (const query of ['per_page=101', 'page=one', 'media_type=pdf', 'after=yesterday', 'search_columns[]=post_password'])
    assert.deepEqual([query, (await list(query)).body.code], [query, 'rest_invalid_param'])
})

test('an argument in the query that a recorded route does not know is ignored by the store and not counted as validated', async () => {
  assert.equal((await store.call('GET', '/products?meta_key=x&per_page=1')).status, 200)
  const { source, count, validated, unknownFields } = (await told('GET /wp-json/wc/v3/products')) ?? {}
  assert.deepEqual([source, count, validated, unknownFields], ['recorded', 1, 0, ['meta_key']])
})
