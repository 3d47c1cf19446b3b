import { z } from 'zod'
import { BatchShape } from './contract-grid.ts'
import { SegmentQuery } from './contract-people.ts'
import type { Table } from './endpoint.ts'
import * as s from './shapes.ts'

/** Routes with raw bytes or a stream, described in the same words. */
export const beside = {
  'PUT /shops/{shop}/uploads/{upload}': {
    scope: 'patterns',
    does: 'here', // by its offset: what came already is refused, so a repeated request adds nothing
    says: 'Sends the next bytes of a file, from the offset on; the last makes it whole',
    query: z.object({ offset: z.int().min(0).default(0).describe('receivedBytes of the answer before') }),
    answer: s.UploadShape,
  },
  'GET /shops/{shop}/files/{sha256}/{name}': {
    scope: 'read',
    says: 'A file or picture of the shop, by its hash; ranges may be asked for. The name is what it is saved as',
    query: z.object({ show: z.string().max(10).optional().describe('shown instead of saved') }),
    answer: z.string(),
  },
  'GET /shops/{shop}/listings/{listing}/kit': {
    scope: 'read',
    says: 'What is needed to put a listing up by hand: a ZIP with files, pictures, texts and a page that copies them; 4 GB at most',
    query: z.object({ step: s.Id.optional().describe('as this thing to do asks for it; the newest when left out') }),
    answer: z.string(),
  },
  'GET /shops/{shop}/patterns/{pattern}/claim-sheet': {
    scope: 'read',
    says: 'A page (PDF) to add to a pattern’s files: link, QR code and code by which a buyer puts it into her library',
    query: z.object({ paper: z.enum(['a4', 'letter']).default('a4') }),
    answer: z.string(),
  },
  'GET /shops/{shop}/grid/{name}': {
    scope: 'read',
    says: 'All patterns in use as a spreadsheet; the name ends in .csv or .xlsx',
    answer: z.string(),
  },
  'GET /shops/{shop}/people-file/{name}': {
    scope: 'orders',
    says: 'People, or a segment of them, as CSV, one line for each; the name ends in .csv. 100,000 at most',
    query: SegmentQuery,
    answer: z.string(),
  },
  'GET /shops/{shop}/errata/{erratum}/receipt.csv': {
    scope: 'orders',
    says: 'The receipt of a correction as a table (CSV), owner by owner',
    answer: z.string(),
  },
  'PUT /shops/{shop}/batches/file': {
    scope: 'patterns',
    does: 'here', // what it shows is another one each time; nothing is changed before it is applied
    says: 'Shows what a spreadsheet, CSV or XLSX, would change',
    query: z.object({ name: z.string().max(200).optional().describe('of the file') }),
    answer: BatchShape,
  },
  'PUT /shops/{shop}/connections/{connection}/sales-file': {
    scope: 'orders',
    does: 'here', // brought twice it is there twice; taken twice it adds nothing
    says: 'Brings a table of sales (CSV, 20 MB at most); nothing is taken yet',
    query: z.object({ name: z.string().min(1).max(200) }),
    answer: s.SalesFile,
  },
  'GET /shops/{shop}/live': {
    scope: 'read',
    says: 'Server-sent events named changed: which kinds of things changed. Read those again then',
    answer: z.string(),
  },
} as const satisfies Table
