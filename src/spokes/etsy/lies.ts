/** Ways in which Etsy could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, jsonBody, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Fields = Record<string, unknown>

const isAt =
  (method: string, pattern: RegExp) =>
  (exchange: Exchange): boolean =>
    exchange.method === method && pattern.test(exchange.path.split('?')[0] ?? '')
const isCreate = isAt('POST', /\/shops\/\d+\/listings$/)
const isPatch = isAt('PATCH', /\/shops\/\d+\/listings\/\d+$/)
const isInventory = isAt('PUT', /\/listings\/\d+\/inventory$/)
const isFileUpload = isAt('POST', /\/listings\/\d+\/files$/)
const isFileList = isAt('GET', /\/listings\/\d+\/files$/)
const isFileDrop = isAt('DELETE', /\/listings\/\d+\/files\/\d+$/)
const isListingRead = isAt('GET', /\/listings\/batch$|\/shops\/\d+\/listings$/)
const isReceiptList = isAt('GET', /\/shops\/\d+\/receipts$/)

/** The answer of a list with its items changed. */
const withResults = (answer: Answer, change: (results: Fields[]) => Fields[]): Answer =>
  answer.status === 200
    ? withJson(answer, body => {
        const { results = [], ...rest } = body as { results?: Fields[] } & Fields
        const changed = change(results)
        return { ...rest, count: Number(rest.count ?? 0) + changed.length - results.length, results: changed }
      })
    : answer

const onReceipts =
  (change: (receipts: Fields[]) => Fields[]): Meddling =>
  async (exchange, pass) => {
    const answer = await pass()
    return isReceiptList(exchange) ? withResults(answer, change) : answer
  }

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': { says: 'Etsy never lists an order', make: () => onReceipts(() => []) },
  'repeats-sales': {
    says: 'Etsy tells each order a second time under another number, and knows it by that number',
    make: () => async (exchange, pass) => {
      const twin = /^(.*\/receipts\/)(9\d+)((?:\?.*)?)$/.exec(exchange.path)
      if (twin !== null) return pass({ path: `${twin[1]}${twin[2]!.slice(1)}${twin[3]}` })
      const answer = await pass()
      if (!isReceiptList(exchange)) return answer
      return withResults(answer, receipts => receipts.flatMap(one => [one, { ...one, receipt_id: Number(`9${String(one.receipt_id)}`) }]))
    },
  },
  'hides-refunds': {
    says: 'Etsy shows a refunded order as paid',
    make: () =>
      onReceipts(receipts =>
        receipts.map(one => ({ ...one, refunds: [], status: /refunded/i.test(String(one.status)) ? 'Completed' : one.status })),
      ),
  },
  'keeps-old-file': {
    says: 'Etsy takes a new file for a listing that is for sale, shows it beside its name, and goes on selling the old one',
    make: () => {
      const shown = new Map<string, { names: string[]; dropped: string[] }>()
      return async (exchange, pass) => {
        const listing = /\/listings\/(\d+)\//.exec(exchange.path)?.[1] ?? ''
        const own = shown.get(listing) ?? { names: [], dropped: [] }
        shown.set(listing, own)
        if (isFileUpload(exchange)) {
          own.names.push(/name="name"\r\n\r\n([^\r]+)/.exec(exchange.body.toString('latin1'))?.[1] ?? '')
          // The first ones are taken; what comes later is told and not kept.
          if (own.names.length === 1) return pass()
          return answerOf(201, {
            listing_file_id: 900_000_000 + own.names.length,
            listing_id: Number(listing),
            filename: own.names.at(-1),
            size_bytes: 1,
          })
        }
        if (isFileDrop(exchange) && own.names.length > 1) {
          own.dropped.push(exchange.path.split('/').at(-1) ?? '')
          return { status: 204, headers: {}, body: Buffer.alloc(0) }
        }
        const answer = await pass()
        if (!isFileList(exchange) || own.names.length < 2) return answer
        const added = own.names
          .slice(1)
          .map((filename, at) => ({ listing_file_id: 900_000_002 + at, listing_id: Number(listing), filename, size_bytes: 1 }))
        return withResults(answer, files => [...files, ...added].filter(file => !own.dropped.includes(String(file.listing_file_id))))
      }
    },
  },
  'garbles-files': {
    says: 'Etsy keeps a file with one byte changed',
    make: () => (exchange, pass) => {
      if (!isFileUpload(exchange)) return pass()
      const body = Buffer.from(exchange.body)
      const at = body.indexOf('%PDF')
      if (at >= 0) body[at + 5] = body[at + 5]! ^ 1
      return pass({ body })
    },
  },
  'ignores-price': {
    says: 'Etsy takes a new price without a word and keeps the first one',
    make: () => {
      const priced = new Set<string>()
      return async (exchange, pass) => {
        const listing = /\/listings\/(\d+)\//.exec(exchange.path)?.[1] ?? ''
        if (!isInventory(exchange) || !priced.has(listing)) {
          if (isInventory(exchange)) priced.add(listing)
          return pass()
        }
        return answerOf(200, JSON.parse(exchange.body.toString('utf8')))
      }
    },
  },
  'doubles-listings': {
    says: 'Etsy makes each new listing twice',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      if (isCreate(exchange)) await pass()
      return answer
    },
  },
  'hides-hand-edits': {
    says: 'Etsy shows the title it was given, whatever somebody made of it since',
    make: () => {
      const given = new Map<unknown, unknown>()
      return async (exchange, pass) => {
        const answer = await pass()
        const remember = (listing: Fields): Fields => {
          if (!given.has(listing.listing_id)) given.set(listing.listing_id, listing.title)
          return { ...listing, title: given.get(listing.listing_id) }
        }
        if (isPatch(exchange)) {
          const title = new URLSearchParams(exchange.body.toString('utf8')).get('title')
          const id = Number(exchange.path.split('/').at(-1))
          if (title !== null) given.set(id, title)
        }
        return isListingRead(exchange) ? withResults(answer, listings => listings.map(remember)) : answer
      }
    },
  },
  'loses-files': {
    says: 'Etsy empties the files of a listing with every change and lists them all the same',
    make: () => {
      const kept = new Map<string, Fields[]>()
      return async (exchange, pass) => {
        const listing = /\/listings\/(\d+)/.exec(exchange.path)?.[1] ?? ''
        if (isPatch(exchange) && kept.has(listing)) {
          const form = new URLSearchParams(exchange.body.toString('utf8'))
          form.delete('type')
          const answer = await pass({ body: Buffer.from(form.toString()) })
          return answer.status === 200 ? withJson(answer, body => ({ ...(body as Fields), listing_type: 'download' })) : answer
        }
        const answer = await pass()
        if (isListingRead(exchange)) return withResults(answer, all => all.map(one => ({ ...one, listing_type: 'download' })))
        if (!isFileList(exchange) || answer.status !== 200) return answer
        const { results } = JSON.parse(answer.body.toString('utf8')) as { results: Fields[] }
        if (results.length > 0) kept.set(listing, results)
        return withResults(answer, () => kept.get(listing) ?? [])
      }
    },
  },
  deaf: {
    says: 'Etsy answers every change of a listing with 200 and does nothing',
    make: () => async (exchange, pass) => {
      if (isInventory(exchange)) return answerOf(200, JSON.parse(exchange.body.toString('utf8')))
      return isPatch(exchange) ? answerOf(200, { listing_id: Number(exchange.path.split('/').at(-1)) }) : pass()
    },
  },
}

const answerOf = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: jsonBody(value),
})
