import assert from 'node:assert/strict'
import test from 'node:test'
import { z } from 'zod'
import { readAs, sentenceOf } from './sentence.ts'

const schema = z.object({
  title: z.string().min(1).max(5),
  sizeBytes: z.int().min(0),
  settings: z.record(z.string(), z.string()).optional(),
  tags: z.array(z.string()).max(2).optional(),
})
const said = (value: unknown) => {
  const read = readAs(schema, value)
  assert.ok(!read.success)
  return sentenceOf(read.error.issues[0]!)
}
const right = { title: 'Wren', sizeBytes: 1 }

test('what was left out is missing; what is of another type is told so, and was once called missing as well', () => {
  assert.deepEqual(said({ sizeBytes: 1 }), { field: 'title', sentence: 'Title is missing.' })
  assert.deepEqual(said({ ...right, title: 7 }), { field: 'title', sentence: 'Title should be a string.' })
  assert.deepEqual(said({ ...right, title: null }), { field: 'title', sentence: 'Title should be a string.' })
  assert.deepEqual(said({ ...right, sizeBytes: 0.5 }), { field: 'sizeBytes', sentence: 'Size bytes should be a whole number.' })
  assert.deepEqual(said([]), { field: undefined, sentence: 'What was sent should be an object.' })
})

test('names that whoever asks has made up are not spoken as ours, nor given back at length', () => {
  for (const name of ['__proto', 'x'.repeat(5000), '1', 'a b', '<b>'])
    assert.deepEqual(said({ ...right, settings: { [name]: 1 } }), {
      field: `settings.${name}`.slice(0, 100),
      sentence: 'Settings should be a string.',
    })
  assert.equal(said({ ...right, settings: { consumerKey: 1 } }).sentence, 'Consumer key should be a string.')
  assert.deepEqual(said({ ...right, tags: ['a', 2] }), { field: 'tags.1', sentence: 'Tags should be a string.' })
})
