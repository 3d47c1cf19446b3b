import { examplesOf } from './examples-of.ts'
import { at, eur, ids, later, listing, next, sha256 } from './props.ts'

const facts = {
  sku: 'SM-101',
  title: 'Wren Tee',
  craft: 'sewing' as const,
  summary: 'A boxy tee for wovens.',
  description: '<p>Boxy, with a faced neckline.</p>',
  sizes: ['34', '36', '38'],
  materials: '1.4 m of fabric, 140 cm wide',
  gauge: '',
  fabric: 'Light wovens',
  skill: 'Beginner',
  languages: ['en', 'de'],
  tags: ['tee', 'woven'],
  categories: ['Tops'],
}
const file = {
  fileKey: 'a4',
  role: 'a4' as const,
  fileName: 'Wren Tee A4.pdf',
  sha256,
  sizeBytes: 812_331,
  pages: 24,
  layers: ['34', '36', '38'],
  href: `/api/v1/shops/${ids.shop}/files/${sha256}/Wren%20Tee%20A4.pdf`,
}
const price = { currency: 'EUR', amount: eur('950'), sale: null }
const picture = `/api/v1/shops/${ids.shop}/files/${sha256}/picture`
const whole = {
  ...facts,
  id: ids.pattern,
  editNo: 7,
  isArchived: false,
  images: [{ sha256, alt: 'The tee, worn', href: picture }],
  prices: [price],
  versions: [
    { id: ids.version, number: '2.0', kind: 'correction' as const, note: 'Row 14 is corrected.', sizes: [], createdAt: at, files: [file] },
  ],
  listings: [listing],
  sales: { sold: 40, refunded: 1, income: [eur('37050')], owners: 39, lastAt: later },
  unsent: false,
  createdAt: at,
  updatedAt: later,
}
const upload = { id: ids.upload, fileName: 'Wren Tee A4.pdf', sizeBytes: 812_331, receivedBytes: 0, chunkBytes: 262_144, file: null }

export const patternExamples = examplesOf({
  'GET /shops/{shop}/patterns': {
    answer: {
      items: [
        {
          id: ids.pattern,
          sku: facts.sku,
          title: facts.title,
          craft: 'sewing',
          cover: picture,
          version: '2.0',
          price: eur('950'),
          shops: [{ connectionId: ids.connection, shop: 'Studio Maren', state: 'updated' }],
          sold: 40,
          updatedAt: later,
        },
      ],
      next,
    },
  },
  'POST /shops/{shop}/patterns': { body: { title: 'Wren Tee', craft: 'sewing', price: eur('950') }, answer: whole },
  'GET /shops/{shop}/patterns/{pattern}': { answer: whole },
  'PATCH /shops/{shop}/patterns/{pattern}': {
    body: { editNo: 6, title: 'Wren Tee', prices: [{ ...price, sale: { amount: eur('750'), from: at, to: null } }] },
    answer: { ...whole, prices: [{ ...price, sale: { amount: eur('750'), from: at, to: null } }], unsent: true },
  },
  'PUT /shops/{shop}/patterns/{pattern}/images': {
    body: {
      images: [
        { uploadId: ids.upload, alt: 'The tee, worn' },
        { sha256, alt: 'The back' },
      ],
    },
    answer: { ...whole, unsent: true },
  },
  'POST /shops/{shop}/patterns/{pattern}/versions': {
    body: {
      number: '2.0',
      kind: 'correction',
      note: 'Row 14 is corrected.',
      sizes: [],
      files: [
        { fileKey: 'a4', role: 'a4', fileName: 'Wren Tee A4.pdf', uploadId: ids.upload },
        { fileKey: 'instructions', role: 'instructions', fileName: 'Wren Tee.pdf', sha256 },
      ],
    },
    answer: { ...whole, unsent: true },
  },
  'POST /shops/{shop}/prices': { body: { patternIds: [ids.pattern], price: eur('950') }, answer: { changed: 1 } },
  'POST /shops/{shop}/uploads': { body: { fileName: upload.fileName, sizeBytes: upload.sizeBytes }, answer: upload },
  'GET /shops/{shop}/uploads/{upload}': {
    answer: {
      ...upload,
      receivedBytes: upload.sizeBytes,
      file: { sha256, mediaType: 'application/pdf', pages: 24, layers: ['34', '36', '38'], suggestedRole: 'a4' },
    },
  },
})
