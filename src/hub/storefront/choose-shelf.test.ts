import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseShelf } from './choose-shelf.ts'

const shelves = [
  'Craft Supplies › Patterns & How To',
  'Craft Supplies › Patterns & How To › Patterns & Blueprints',
  'Craft Supplies › Patterns & How To › Patterns & Blueprints › Sewing Patterns',
  'Craft Supplies › Patterns & How To › Patterns & Blueprints › Knitting Patterns',
  'Craft Supplies › Yarn & Fiber › Knitting Yarn',
  'Arts & Crafts › Needlework Patterns',
  'Clothing › Hats',
].map((path, at) => ({ id: String(2000 + at), path }))

const chosen = (craft: string, { categories = [] as string[], byCraft = {}, own = null as string | null, from = shelves } = {}) =>
  chooseShelf({ craft, categories }, { shelves: from, byCraft }, own)

test('a pattern goes where patterns of its craft are, else where patterns are, else nowhere', () => {
  assert.equal(chosen('sewing'), `${shelves[2]!.path} #2002`)
  assert.equal(chosen('knitting'), `${shelves[3]!.path} #2003`)
  assert.equal(chosen('crochet'), `${shelves[5]!.path} #2005`)
  assert.equal(chosen('crochet', { from: shelves.slice(0, 5) }), `${shelves[0]!.path} #2000`)
  assert.equal(chosen('other'), `${shelves[0]!.path} #2000`)
  assert.equal(chosen('sewing', { from: shelves.slice(4, 5) }), null, 'yarn is not sold here')
  assert.equal(chosen('sewing', { from: [] }), null)
})

test('her own category of that name, her rule for the craft and her word for the pattern come first, in this order', () => {
  assert.equal(chosen('knitting', { categories: ['Hats'] }), `${shelves[3]!.path} #2003`, 'a craft says more than a thing')
  assert.equal(chosen('other', { categories: ['hats'], from: shelves.slice(4) }), `${shelves[6]!.path} #2006`)
  assert.equal(chosen('sewing', { byCraft: { sewing: '2006', knitting: '2000' } }), `${shelves[6]!.path} #2006`)
  assert.equal(chosen('sewing', { byCraft: { sewing: '2006' }, own: '2001' }), `${shelves[1]!.path} #2001`)
  assert.equal(chosen('sewing', { own: '77' }), '#77', 'gone from the tree, it is still hers')
})
