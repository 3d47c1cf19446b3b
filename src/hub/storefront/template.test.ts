import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkTemplate, fillDescription, fillTitle, type TemplateFacts } from './template.ts'

const facts: TemplateFacts = {
  title: 'Wren Tee',
  summary: 'Boxy.',
  description: '<p>A tee.</p><ul><li>faced neck</li></ul>',
  craft: 'sewing',
  sizes: ['34', '36'],
  materials: '1.4 m & thread\n2 buttons',
  gauge: '',
  fabric: '',
  skill: 'Beginner',
  languages: ['en', 'de'],
  sku: 'SM-1',
  version: '2.0',
  shop: 'Ana’s <patterns>',
}

test('places are filled; what stands in brackets goes when all of its places are empty', () => {
  assert.equal(fillTitle('{title} – {craft} pattern[, sizes {sizes}][, gauge {gauge}]', facts), 'Wren Tee – sewing pattern, sizes 34, 36')
  assert.equal(fillTitle('', facts), 'Wren Tee')
  assert.equal(fillTitle('{gauge}', facts), 'Wren Tee', 'never an empty title')
  assert.equal(fillTitle('[new] {title} in {languages}', facts), '[new] Wren Tee in English, German')
})

test('a paragraph or item whose places are all empty goes, the description comes whole, and texts are text', () => {
  const template =
    '<p>{description}</p><h2>Facts</h2><ul><li>Gauge: {gauge}</li><li>Needs: {materials}</li></ul><p>Fabric: {fabric}</p><p>By {shop}</p>'
  assert.equal(
    fillDescription(template, facts),
    '<p>A tee.</p><ul><li>faced neck</li></ul><h2>Facts</h2><ul><li>Needs: 1.4 m &amp; thread<br />2 buttons</li></ul><p>By Ana’s &lt;patterns&gt;</p>',
  )
  assert.equal(fillDescription('', facts), facts.description)
  assert.equal(fillDescription('<p>Sum: {description}</p>', facts), '<p>Sum: A tee. faced neck</p>')
})

test('a place that means nothing is refused by its name', () => {
  assert.throws(() => checkTemplate({ title: '{titel}', description: '' }), {
    code: 'placeholder',
    field: 'title',
    message: /“\{titel\}” stands for nothing/,
  })
  assert.throws(() => checkTemplate({ title: '{description}', description: '' }), { message: /too long for a title/ })
  assert.doesNotThrow(() => checkTemplate({ title: '{ title }', description: '<p>{description}</p>' }))
})

test('no fact of a pattern is taken for a place, a bracket or HTML', () => {
  const odd = fc.oneof(fc.constantFrom('{title}', '[{gauge}]', '<script>x</script>', '$&', '</p>', '{'), fc.string({ maxLength: 20 }))
  fc.assert(
    fc.property(odd, odd, (title, materials) => {
      const given = { ...facts, title: title.toWellFormed().replaceAll('\0', ''), materials: materials.toWellFormed().replaceAll('\0', '') }
      assert.ok(fillTitle('A {title} B', given).includes(given.title.replace(/[\s\u00a0]+/gu, ' ').trim()))
      const filled = fillDescription('<p>M: {materials}, S: {skill}</p>', given)
      assert.ok(filled.endsWith('S: Beginner</p>') && !/<script/i.test(filled), filled)
      assert.equal(filled.match(/<p>/g)?.length, 1)
    }),
  )
})
