/** Ways in which Ravelry could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, jsonBody, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Fields = Record<string, unknown>

const isAt =
  (method: string, pattern: RegExp) =>
  (exchange: Exchange): boolean =>
    exchange.method === method && pattern.test(exchange.path.split('?')[0] ?? '')
const isProductCreate = isAt('POST', /\/products\/create\.json$/)
const isProductWrite = isAt('POST', /\/products\/\d+\.json$/)
const isProductRead = isAt('GET', /\/products\/\d+\.json$/)
const isStoreList = isAt('GET', /\/stores\/\d+\/products\.json$/)
const isPatternWrite = isAt('PUT', /\/patterns\/\d+\.json$/)
const isPatternRead = isAt('GET', /^\/patterns\.json$/)
const isUpload = isAt('POST', /\/product_attachments\/upload\.json$/)
const isFileDrop = isAt('DELETE', /\/product_attachments\/\d+\.json$/)
const isFileList = isAt('GET', /\/products\/\d+\/attachments\.json$/)
const isPurchases = isAt('GET', /\/purchases\.json$/)

const answerOf = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: jsonBody(value),
})

/** The record in a body that carries one. */
const dataIn = ({ body }: Exchange): Fields => JSON.parse(new URLSearchParams(body.toString('utf8')).get('data') ?? '{}') as Fields
const numberIn = ({ path }: Exchange): string => /\/(\d+)/.exec(path)?.[1] ?? ''
const changed = (answer: Answer, change: (body: Fields) => Fields): Answer =>
  answer.status === 200 ? withJson(answer, body => change(body as Fields)) : answer

const onPurchases =
  (change: (invoices: Fields[]) => Fields[]): Meddling =>
  async (exchange, pass) => {
    const answer = await pass()
    if (!isPurchases(exchange)) return answer
    return changed(answer, body => ({ ...body, invoices: change((body.invoices ?? []) as Fields[]) }))
  }

interface Kept {
  readonly names: string[]
  readonly dropped: string[]
}

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': { says: 'Ravelry never lists a purchase', make: () => onPurchases(() => []) },
  'repeats-sales': {
    says: 'Ravelry tells each purchase a second time under another number',
    make: () => onPurchases(invoices => invoices.flatMap(one => [one, { ...one, id: `9${String(one.id)}` }])),
  },
  'hides-refunds': {
    says: 'Ravelry shows what was refunded as paid',
    make: () =>
      onPurchases(invoices =>
        invoices.map(one => ({
          ...one,
          payments: ((one.payments ?? []) as Fields[]).filter(({ gross }) => !String(gross).startsWith('-')),
        })),
      ),
  },
  'hides-hand-edits': {
    says: 'Ravelry shows the name it was given, whatever somebody made of it since',
    make: () => {
      const given = new Map<string, unknown>()
      return async (exchange, pass) => {
        if (isPatternWrite(exchange)) {
          const { name } = dataIn(exchange)
          if (name !== undefined) given.set(numberIn(exchange), name)
        }
        const answer = await pass()
        if (!isPatternRead(exchange)) return answer
        return changed(answer, body => ({
          patterns: Object.fromEntries(
            Object.entries((body.patterns ?? {}) as Record<string, Fields>).map(([id, pattern]) => {
              if (!given.has(id)) given.set(id, pattern.name)
              return [id, { ...pattern, name: given.get(id), updated_at: null }]
            }),
          ),
        }))
      }
    },
  },
  'keeps-old-file': {
    says: 'Ravelry takes a new file for a product that has one, lists it, and goes on giving the old one',
    make: () => {
      const shown = new Map<string, Kept>()
      return async (exchange, pass) => {
        const product = isUpload(exchange)
          ? (/name="product_id"\r\n\r\n(\d+)/.exec(exchange.body.toString('latin1'))?.[1] ?? '')
          : numberIn(exchange)
        const own = shown.get(product) ?? { names: [], dropped: [] }
        if (isUpload(exchange)) {
          shown.set(product, own)
          own.names.push(/filename="([^"]+)"/.exec(exchange.body.toString('latin1'))?.[1] ?? '')
          // The first one is taken; what comes later is told and not kept.
          return own.names.length === 1 ? pass() : answerOf(200, { success: true })
        }
        if (isFileDrop(exchange) && [...shown.values()].some(({ names }) => names.length > 1)) {
          for (const one of shown.values()) one.dropped.push(numberIn(exchange))
          return answerOf(200, { product_attachment: { id: Number(numberIn(exchange)) } })
        }
        const answer = await pass()
        if (!isFileList(exchange) || own.names.length < 2) return answer
        const added = own.names.slice(1).map((filename, at) => ({ id: 900_000_002 + at, document: [{ filename, bytes: 1 }] }))
        return changed(answer, body => ({
          product_attachments: [...((body.product_attachments ?? []) as Fields[]), ...added].filter(
            ({ id }) => !own.dropped.includes(String(id)),
          ),
        }))
      }
    },
  },
  'garbles-files': {
    says: 'Ravelry keeps a file with one byte changed',
    make: () => (exchange, pass) => {
      if (!isUpload(exchange)) return pass()
      const body = Buffer.from(exchange.body)
      const at = body.indexOf('%PDF')
      if (at >= 0) body[at + 9] = body[at + 9]! ^ 1
      return pass({ body })
    },
  },
  'ignores-price': {
    says: 'Ravelry takes a new price without a word and keeps the first one',
    make: () => {
      const priced = new Map<string, Fields>()
      return async (exchange, pass) => {
        const product = numberIn(exchange)
        const first = priced.get(product)
        if (isProductWrite(exchange) && 'price' in dataIn(exchange)) {
          const { price, currency, free } = dataIn(exchange)
          priced.set(product, { price, currency, free })
          return first === undefined ? pass() : answerOf(200, { product: { id: Number(product), price, currency } })
        }
        const answer = await pass()
        const show = (one: Fields): Fields => ({ ...one, ...priced.get(String(one.id)) })
        if (isProductRead(exchange)) return changed(answer, body => ({ product: show(body.product as Fields) }))
        return isStoreList(exchange) ? changed(answer, body => ({ ...body, products: (body.products as Fields[]).map(show) })) : answer
      }
    },
  },
  'doubles-listings': {
    says: 'Ravelry makes each new product twice, and does with the second what is done with the first',
    make: () => {
      const twins = new Map<string, string>()
      const idIn = ({ body }: Answer) => String((JSON.parse(body.toString('utf8')) as { product: { id: number } }).product.id)
      return async (exchange, pass) => {
        const answer = await pass()
        if (isProductCreate(exchange) && answer.status === 200) twins.set(idIn(answer), idIn(await pass()))
        const twin = twins.get(numberIn(exchange))
        if (isProductWrite(exchange) && twin !== undefined) await pass({ path: exchange.path.replace(/\d+(?=\.json)/, twin) })
        return answer
      }
    },
  },
  deaf: {
    says: 'Ravelry answers every change of a product or a pattern with 200 and does nothing',
    make: () => async (exchange, pass) =>
      isProductWrite(exchange) || isPatternWrite(exchange) ? answerOf(200, { product: { id: Number(numberIn(exchange)) } }) : pass(),
  },
}
