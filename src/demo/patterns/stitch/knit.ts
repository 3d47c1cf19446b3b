/** The knitting stitches of our charts. Abbreviations after the Craft Yarn Council's list. */
import type { Stitch } from './stitch.ts'
import { bar, blank, circle, crossing, filled, leanLeft, leanRight, liftLeft, liftRight, peak } from './symbols.ts'

const joined = (word: string) => ({ word, style: 'joined' }) as const
const named = (word: string) => ({ word, style: 'times' }) as const

export const k: Stitch = {
  key: 'k',
  uses: 1,
  makes: 1,
  cells: 1,
  right: joined('k'),
  wrong: joined('p'),
  means: 'k: knit on the right side, purl on the wrong side',
  symbol: blank,
}
export const p: Stitch = {
  key: 'p',
  uses: 1,
  makes: 1,
  cells: 1,
  right: joined('p'),
  wrong: joined('k'),
  means: 'p: purl on the right side, knit on the wrong side',
  symbol: bar,
}
export const yo: Stitch = { key: 'o', uses: 0, makes: 1, cells: 1, right: named('yo'), means: 'yo: yarn over', symbol: circle }
export const k2tog: Stitch = {
  key: '/',
  uses: 2,
  makes: 1,
  cells: 1,
  right: named('k2tog'),
  means: 'k2tog: knit 2 together, leans to the right',
  symbol: leanRight,
}
export const ssk: Stitch = {
  key: '\\',
  uses: 2,
  makes: 1,
  cells: 1,
  right: named('ssk'),
  means: 'ssk: slip 2 knitwise, knit them together through the back, leans to the left',
  symbol: leanLeft,
}
export const s2kp: Stitch = {
  key: '^',
  uses: 3,
  makes: 1,
  cells: 1,
  right: named('s2kp'),
  means: 's2kp: slip 2 together knitwise, k1, pass the slipped ones over; the middle stitch stays on top',
  symbol: peak,
}
export const m1r: Stitch = {
  key: 'r',
  uses: 0,
  makes: 1,
  cells: 1,
  right: named('m1R'),
  means: 'm1R: lift the bar from behind, knit it through the front',
  symbol: liftRight,
}
export const m1l: Stitch = {
  key: 'l',
  uses: 0,
  makes: 1,
  cells: 1,
  right: named('m1L'),
  means: 'm1L: lift the bar from the front, knit it through the back',
  symbol: liftLeft,
}
export const cableRight: Stitch = {
  key: 'R',
  uses: 4,
  makes: 4,
  cells: 4,
  right: named('2/2 RC'),
  means: '2/2 RC: 2 on the cable needle behind, k2, k2 from the cable needle',
  symbol: crossing('right'),
}
export const cableLeft: Stitch = {
  key: 'L',
  uses: 4,
  makes: 4,
  cells: 4,
  right: named('2/2 LC'),
  means: '2/2 LC: 2 on the cable needle in front, k2, k2 from the cable needle',
  symbol: crossing('left'),
}

/** A knit stitch in a colour of stranded work, written as 3 A. */
export const inColour = (key: string, name: string, colour: string): Stitch => ({
  key,
  uses: 1,
  makes: 1,
  cells: 1,
  right: { word: name, style: 'before' },
  means: `${name}: knit in colour ${name}`,
  symbol: filled(colour),
})
