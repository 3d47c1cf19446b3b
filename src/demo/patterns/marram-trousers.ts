import { designer, women } from './body-tables.ts'
import type { SewingPattern } from './pattern.ts'

export const marramTrousers: SewingPattern = {
  slug: 'marram-wrap-trousers',
  sku: 'SM-104',
  title: 'Marram Wrap Trousers',
  designer,
  craft: 'sewing',
  summary: 'Wide wrap trousers without a zip or a button: two legs, two pairs of straps, pockets front and back.',
  descriptionHtml: [
    '<p>Marram wraps once from the front and once from the back and is held by its straps, so that it fits the day after the feast as it fitted the day before. One large piece makes each leg; there is no side seam at all.</p>',
    '<ul><li>Sizes 34 to 46, each on its own layer</li><li>Welt pockets in front, one patch pocket facing behind</li><li>A4, US Letter, A0 (two sheets) and projector files</li><li>Instructions in English</li></ul>',
    '<p><strong>Fabric:</strong> linen, viscose twill or another woven that falls well.</p>',
  ].join(''),
  sizes: women.sizes,
  bodyTable: women.bodyTable,
  materials: [
    'Woven fabric (see the table)',
    'Thin cotton for the back pocket bags, 0.30 m',
    'Fusible interfacing for the pocket openings, 0.20 m',
    'Matching thread',
  ],
  fabric: 'Linen, linen blends, viscose twill or tencel, 140 to 220 g/m²',
  fabricTable: {
    columns: ['Width of the fabric', '34 to 38', '40 to 46'],
    rows: [
      ['140 cm', '2.60 m', '2.90 m'],
      ['150 cm', '2.60 m', '2.90 m'],
    ],
  },
  gauge: '',
  skill: 'easy',
  languages: ['en'],
  tags: ['wrap trousers', 'linen', 'summer', 'women', 'no zip', 'pockets', 'layered pdf'],
  categories: ['Trousers'],
  prices: [
    { minor: 1250n, currency: 'EUR' },
    { minor: 1350n, currency: 'USD' },
  ],
  colours: { ground: '#dbe3d3', ink: '#2f4527', tint: '#77935f' },
  cuttingList: [
    { piece: '1 Leg', cut: '2, mirrored', from: 'fabric' },
    { piece: '2 Front pocket', cut: '2 on the fold', from: 'fabric' },
    { piece: '3 Back pocket', cut: '2 on the fold', from: 'thin cotton' },
    { piece: '4 Front pocket facing', cut: '4', from: 'fabric' },
    { piece: '5 Back pocket facing', cut: '2', from: 'fabric' },
    { piece: '6 Front strap', cut: '2', from: 'fabric' },
    { piece: '7 Back strap', cut: '2', from: 'fabric' },
  ],
  beforeYouStart: [
    'Wash linen hot once before you cut; it shrinks by up to 5 % in length.',
    'Seam allowance is 1 cm. The sides and the leg ends are folded over twice along the marked lines.',
    'Each leg is a single piece about one metre wide: cut it from one layer of the opened fabric, then turn the piece over for the other leg.',
  ],
  steps: [
    {
      title: 'Pockets',
      text: 'Iron interfacing behind the marked pocket openings. Work the front welt pockets and the back pocket into each leg with the facings, then close the pocket bags.',
    },
    {
      title: 'Inside legs',
      text: 'The long curve in the middle of each leg piece is the crotch. Lay both legs on each other, right sides together, and sew the curve from the front waist under and up to the back waist. Sew it twice and trim to 6 mm.',
    },
    {
      title: 'Sides',
      text: 'Fold each side edge over twice along the marks, front and back, and topstitch. Begin at the waist and leave the last 5 cm above the hem open until step 5.',
      was: 'Fold each side edge over once along the marks, front and back, and topstitch.',
    },
    {
      title: 'Waist and straps',
      text: 'Fold the straps lengthwise, sew and turn them. Fold the waist edge down along the marks with the strap ends inside, front straps at the front waist, back straps at the back waist, and topstitch all around.',
    },
    { title: 'Hems', text: 'Fold the leg ends up twice along the marks and topstitch, closing the sides as you pass.' },
    { title: 'To wear', text: 'Step in, tie the front straps behind you, bring the back panel forward and tie its straps in front.' },
  ],
  correction: {
    fixedIn: '2.1',
    note: 'The hip notch in the front crotch curve was printed 18 mm too high, and step 3 now says that the sides are folded twice. Trousers already cut are right; only the notch moves.',
    misplaced: { piece: 'leg', notch: 'frontHip', offsetMm: { x: 0, y: -18 } },
  },
  draft: {
    design: 'Waralee',
    models: 'cisFemaleAdult',
    modelSizes: women.modelSizes,
    seamAllowanceMm: 10,
    options: {},
    pieces: [
      {
        id: 'leg',
        part: 'waralee.pants',
        number: 1,
        title: 'Leg',
        cut: 'Cut 2, mirrored',
        labelAt: { x: 0.7, y: 0.62 },
        marks: ['frontPocket', 'backPocket'],
        notches: [
          { name: 'frontHip', point: 'fCutOutHip' },
          { name: 'backHip', point: 'bCutOutHip' },
        ],
      },
      {
        id: 'pocket',
        part: 'waralee.pocket',
        number: 2,
        title: 'Front pocket',
        cut: 'Cut 2 on the fold',
        marks: ['frontPocket'],
        labelAt: { x: 0.55, y: 0.6 },
      },
      { id: 'backPocket', part: 'waralee.backPocket', number: 3, title: 'Back pocket', cut: 'Cut 2 on the fold, lining' },
      { id: 'facingFront', part: 'waralee.facingFront', number: 4, title: 'Front facing', cut: 'Cut 4' },
      { id: 'facingBack', part: 'waralee.facingBack', number: 5, title: 'Back facing', cut: 'Cut 2' },
      { id: 'strapFront', part: 'waralee.strapFront', number: 6, title: 'Front strap', cut: 'Cut 2' },
      { id: 'strapBack', part: 'waralee.strapBack', number: 7, title: 'Back strap', cut: 'Cut 2' },
    ],
    layout: {
      row: ['leg', 'strapFront', 'strapBack', { column: ['title', 'pocket', 'backPocket', { row: ['facingFront', 'facingBack'] }] }],
    },
    coverLayout: {
      row: [{ column: ['leg', { row: ['pocket', 'backPocket', { column: ['facingFront', 'facingBack'] }] }] }, 'strapFront', 'strapBack'],
    },
  },
}
