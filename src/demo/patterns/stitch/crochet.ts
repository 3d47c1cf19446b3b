/** The crochet stitches of our diagrams, in US terms, after the Craft Yarn Council's list. */
import type { Stitch } from './stitch.ts'
import { blank, circle, loop, plus, post, roof, solid, vee } from './symbols.ts'

const before = (word: string) => ({ word, style: 'before' }) as const
const named = (word: string) => ({ word, style: 'times' }) as const
const one = { uses: 1, makes: 1, cells: 1 } as const

export const inRing: Stitch = {
  key: '0',
  uses: 0,
  makes: 1,
  cells: 1,
  right: before('sc in the ring'),
  means: 'sc in the ring: single crochet worked into a magic ring',
  symbol: circle,
}
export const sc: Stitch = { ...one, key: 'x', right: before('sc'), means: 'sc: single crochet', symbol: plus }
export const inc: Stitch = {
  key: 'v',
  uses: 1,
  makes: 2,
  cells: 1,
  right: before('inc'),
  means: 'inc: 2 sc in the same stitch',
  symbol: vee,
}
export const dec: Stitch = {
  key: 'a',
  uses: 2,
  makes: 1,
  cells: 1,
  right: before('dec'),
  means: 'dec: 2 sc together, through the front loops',
  symbol: roof,
}

// A granny square is counted in spaces: a corner and a chain leave one each, a corner and a shell take one.
export const corner: Stitch = {
  ...one,
  key: 'c',
  right: named('corner (3 dc, 2 ch, 3 dc)'),
  means: 'corner: 3 dc, 2 ch, 3 dc, all in the corner space',
  symbol: post,
}
export const firstCorner: Stitch = {
  ...one,
  uses: 0,
  key: 'f',
  right: named('(3 dc, 2 ch) in the ring'),
  means: '3 dc in the ring, then 2 ch for a corner space',
  symbol: post,
}
export const shell: Stitch = {
  key: 's',
  uses: 1,
  makes: 0,
  cells: 1,
  right: named('shell (3 dc)'),
  means: 'shell: 3 dc in the next space',
  symbol: post,
}
export const space: Stitch = { key: '-', uses: 0, makes: 1, cells: 1, right: named('1 ch'), means: 'ch: chain', symbol: loop }

// Filet is counted in meshes.
export const open: Stitch = {
  ...one,
  key: '.',
  right: before('open'),
  means: 'open mesh: 2 ch, skip 2, 1 dc in the next dc',
  symbol: blank,
}
export const block: Stitch = {
  ...one,
  key: 'x',
  right: before('solid'),
  means: 'solid mesh: 1 dc in each of the next 2 stitches or chains, 1 dc in the next dc',
  symbol: solid,
}
