import { designer, women } from './body-tables.ts'
import type { SewingPattern } from './pattern.ts'

export const plumbSkirt: SewingPattern = {
  slug: 'plumb-skirt',
  sku: 'SM-103',
  title: 'Plumb Skirt',
  designer,
  craft: 'sewing',
  summary: 'A straight skirt to the knee with curved darts, a waistband and a back vent, drafted to hang straight on every size.',
  descriptionHtml: [
    '<p>Plumb is named after the line: a pencil skirt whose side seams hang straight down. Curved darts shape the hip, a vent at the back lets you walk, and the waistband sits at the natural waist.</p>',
    '<ul><li>Sizes 34 to 46, each on its own layer</li><li>Invisible zip in the back seam</li><li>A4, US Letter, A0 and projector files</li><li>Instructions in English with a section on fitting the darts</li></ul>',
    '<p><strong>Fabric:</strong> firm wovens such as gabardine, wool crêpe or stretch denim.</p>',
  ].join(''),
  sizes: women.sizes,
  bodyTable: women.bodyTable,
  materials: [
    'Woven fabric (see the table)',
    'Fusible interfacing for the waistband and the vent, 0.30 m',
    'Invisible zip, 22 cm',
    'One hook and bar',
    'Matching thread',
  ],
  fabric: 'Firm woven fabric of medium weight: gabardine, wool crêpe, twill or stretch denim with up to 3 % elastane',
  fabricTable: {
    columns: ['Width of the fabric', '34 to 38', '40 to 46'],
    rows: [
      ['110 cm', '1.60 m', '1.80 m'],
      ['140 cm', '0.90 m', '1.30 m'],
    ],
  },
  gauge: '',
  skill: 'intermediate',
  languages: ['en'],
  tags: ['pencil skirt', 'woven fabric', 'office', 'zip', 'darts', 'women', 'layered pdf'],
  categories: ['Skirts'],
  prices: [
    { minor: 1150n, currency: 'EUR' },
    { minor: 1250n, currency: 'USD' },
  ],
  colours: { ground: '#e3dfe8', ink: '#3d2b52', tint: '#83699f' },
  cuttingList: [
    { piece: '1 Front', cut: '1 on the fold', from: 'fabric' },
    { piece: '2 Back', cut: '2, mirrored', from: 'fabric' },
    { piece: '3 Waistband', cut: '1 on the fold', from: 'fabric and interfacing' },
  ],
  beforeYouStart: [
    'Seam allowance is 1 cm; the hem is marked on the pieces.',
    'Neaten all edges but the waist before you begin.',
    'Transfer the darts and the hip and vent notches with thread, not with a wheel: the vent edge shows.',
  ],
  steps: [
    {
      title: 'Darts',
      text: 'Sew the darts of front and back from the waist to the point, following their curve, and knot the threads. Press them towards the middle over a rolled towel. Try the pieces on your body now; a curved dart can be let out by 3 mm without moving the side seam.',
    },
    {
      title: 'Back seam and zip',
      text: 'Iron a strip of interfacing on both vent extensions. Sew in the invisible zip from the waist, then close the back seam from the end of the zip to the vent notch and turn the corner along the top of the vent.',
      was: 'Iron a strip of interfacing on both vent extensions. Sew in the invisible zip from the waist, then close the back seam from the end of the zip to the lower vent notch.',
    },
    { title: 'Sides', text: 'Right sides together, match the hip notches and sew both sides. Press the seams open.' },
    {
      title: 'Waistband',
      text: 'Iron interfacing on the waistband and press it in half lengthwise. Sew its long edge to the waist, right sides together, with the underlap on the left back. Close the ends, turn, and stitch in the ditch from the right side.',
    },
    {
      title: 'Vent and hem',
      text: 'Snip into the right back above the vent, fold the left extension over the right and sew the top of the vent through all layers. Turn up the hem and sew it by hand.',
    },
    { title: 'Finish', text: 'Sew on hook and bar. Press the skirt under a cloth and let it hang a day before you wear it.' },
  ],
  correction: {
    fixedIn: '2.1',
    note: 'The vent notch was printed 20 mm too low, so that the back seam closed part of the vent; step 2 follows the new notch. A skirt already sewn is easily opened by those 20 mm.',
    misplaced: { piece: 'back', notch: 'vent', offsetMm: { x: 0, y: 20 } },
  },
  draft: {
    design: 'Penelope',
    models: 'cisFemaleAdult',
    modelSizes: women.modelSizes,
    seamAllowanceMm: 10,
    options: {},
    pieces: [
      {
        id: 'front',
        part: 'penelope.front',
        number: 1,
        title: 'Front',
        cut: 'Cut 1 on the fold',
        labelAt: { x: 0.5, y: 0.4 },
        notches: [{ name: 'hip', point: 'rSeat' }],
      },
      {
        id: 'back',
        part: 'penelope.back',
        number: 2,
        title: 'Back',
        cut: 'Cut 2, mirrored',
        labelAt: { x: 0.55, y: 0.4 },
        notches: [
          { name: 'hip', point: 'rSeat' },
          { name: 'vent', point: 'lVent' },
        ],
      },
      { id: 'waistband', part: 'penelope.waistband', number: 3, title: 'Waistband', cut: 'Cut 1 on the fold' },
    ],
    layout: { column: [{ row: ['front', 'back', 'waistband'] }, 'title'] },
  },
}
