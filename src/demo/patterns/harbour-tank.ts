import { designer, men } from './body-tables.ts'
import type { SewingPattern } from './pattern.ts'

export const harbourTank: SewingPattern = {
  slug: 'harbour-tank',
  sku: 'SM-102',
  title: 'Harbour Tank',
  designer,
  craft: 'sewing',
  summary: 'A close ribbed tank for men with bound neck and armholes; a vest to wear alone in July and underneath in January.',
  descriptionHtml: [
    '<p>Harbour is a plain, well-cut tank: narrow straps, deep armholes and bindings that lie flat because they are cut to length for every size.</p>',
    '<ul><li>Men’s sizes XS to 2XL, each on its own layer</li><li>Bindings drafted for each size, no guessing</li><li>A4, US Letter, A0 and projector files</li><li>Instructions in English</li></ul>',
    '<p><strong>Fabric:</strong> rib knit or jersey with elastane, at least 30 % stretch.</p>',
  ].join(''),
  sizes: men.sizes,
  bodyTable: men.bodyTable,
  materials: [
    'Rib knit or jersey (see the table)',
    'Matching thread and a jersey needle, size 75',
    'Narrow clear elastic for the shoulders, 30 cm',
  ],
  fabric: 'Rib knit 1×1 or single jersey with elastane, 180 to 220 g/m², at least 30 % stretch across',
  fabricTable: {
    columns: ['Width of the fabric', 'XS to M', 'L to 2XL'],
    rows: [
      ['120 cm', '0.95 m', '1.60 m'],
      ['150 cm', '0.90 m', '1.00 m'],
    ],
  },
  gauge: '',
  skill: 'easy',
  languages: ['en'],
  tags: ['tank top', 'men', 'rib knit', 'underwear', 'summer', 'layered pdf'],
  categories: ['Tops', 'Men'],
  prices: [
    { minor: 750n, currency: 'EUR' },
    { minor: 850n, currency: 'USD' },
  ],
  colours: { ground: '#d5e2e6', ink: '#17384a', tint: '#4f8296' },
  cuttingList: [
    { piece: '1 Front', cut: '1 on the fold', from: 'rib or jersey' },
    { piece: '2 Back', cut: '1 on the fold', from: 'rib or jersey' },
    { piece: '3 Neck binding', cut: '1, across the grain', from: 'rib or jersey' },
    { piece: '4 Arm binding', cut: '2, across the grain', from: 'rib or jersey' },
  ],
  beforeYouStart: [
    'Neck and armholes have no seam allowance: they are bound. Shoulders and sides have 1 cm, the hem is included.',
    'Cut the bindings so that the stretch runs along them.',
    'Use a narrow zigzag or an overlocker for the seams and a twin needle for the bindings and the hem.',
  ],
  steps: [
    { title: 'Shoulders', text: 'Right sides together, sew the shoulders and catch clear elastic in both seams. Press towards the back.' },
    {
      title: 'Bind the neck',
      text: 'Sew the short ends of the neck binding together with 1 cm. Fold the ring in thirds over the raw edge, the seam at the left shoulder, and stretch it evenly while you sew it down with the twin needle.',
    },
    {
      title: 'Sides',
      text: 'Match the waist notches, then the armholes, and sew the sides from the armhole down. The waist notch of the front meets the waist notch of the back exactly.',
      was: 'Match the armholes and sew the sides from the armhole down.',
    },
    {
      title: 'Bind the armholes',
      text: 'Make a ring of each arm binding and bind the armholes like the neck, the binding’s seam on the side seam.',
    },
    {
      title: 'Hem',
      text: 'Turn up the hem allowance and sew it with the twin needle. Let the tank rest flat overnight; rib needs time to settle.',
    },
  ],
  correction: {
    fixedIn: '2.1',
    note: 'The waist notch of the front sat 15 mm too high, so that the sides did not match. Notch and step 3 are put right; the cutting lines did not change.',
    misplaced: { piece: 'front', notch: 'waist', offsetMm: { x: 0, y: -15 } },
  },
  draft: {
    design: 'Aaron',
    models: 'cisMaleAdult',
    modelSizes: men.modelSizes,
    seamAllowanceMm: 10,
    options: {},
    pieces: [
      {
        id: 'front',
        part: 'aaron.front',
        number: 1,
        title: 'Front',
        cut: 'Cut 1 on the fold',
        labelAt: { x: 0.45, y: 0.62 },
        isBound: true,
        notches: [{ name: 'waist', point: 'waist' }],
      },
      {
        id: 'back',
        part: 'aaron.back',
        number: 2,
        title: 'Back',
        cut: 'Cut 1 on the fold',
        labelAt: { x: 0.45, y: 0.62 },
        isBound: true,
        notches: [{ name: 'waist', point: 'waist' }],
      },
      { id: 'neckBinding', part: 'aaron.neckBinding', number: 3, title: 'Neck binding', cut: 'Cut 1' },
      { id: 'armBinding', part: 'aaron.armBinding', number: 4, title: 'Arm binding', cut: 'Cut 2' },
    ],
    layout: { column: [{ row: ['front', 'back', 'neckBinding', 'armBinding'] }, 'title'] },
  },
}
