/** Ways in which Gumroad could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, jsonBody, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Fields = Record<string, unknown>

const isAt =
  (method: string, pattern: RegExp) =>
  (exchange: Exchange): boolean =>
    exchange.method === method && pattern.test(exchange.path.split('?')[0] ?? '')
const isCreate = isAt('POST', /\/v2\/products$/)
const isChange = isAt('PUT', /\/v2\/products\/[^/]+$/)
const isPress = isAt('PUT', /\/v2\/products\/[^/]+\/(enable|disable)$/)
const isProductRead = isAt('GET', /\/v2\/products(\/[^/]+)?$/)
const isProduct = isAt('GET', /\/v2\/products\/[^/]+$/)
const isSaleRead = isAt('GET', /\/v2\/sales(\/[^/]+)?$/)
const isPresign = isAt('POST', /\/v2\/files\/presign$/)
const isPart = isAt('PUT', /\/store\/attachments\//)

const idIn = ({ path }: Exchange): string => decodeURIComponent(/\/v2\/products\/([^/?]+)/.exec(path)?.[1] ?? '')
const fieldsOf = ({ body }: Exchange): Fields => (body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Fields))
const success: Answer = { status: 200, headers: { 'content-type': 'application/json' }, body: jsonBody({ success: true, product: {} }) }

/** The answer with each product, or each sale, changed; of a list or alone. */
function withEach(answer: Answer, what: 'product' | 'sale', change: (one: Fields) => Fields[]): Answer {
  if (answer.status !== 200) return answer
  return withJson(answer, body => {
    const told = body as Fields
    const many = told[`${what}s`] as Fields[] | undefined
    const one = told[what] as Fields | undefined
    return { ...told, ...(many && { [`${what}s`]: many.flatMap(change) }), ...(one?.id !== undefined && { [what]: change(one)[0] }) }
  })
}

const onSales =
  (change: (sale: Fields) => Fields[]): Meddling =>
  async (exchange, pass) => {
    const answer = await pass()
    return isSaleRead(exchange) ? withEach(answer, 'sale', change) : answer
  }

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': { says: 'Gumroad never lists a sale', make: () => onSales(() => []) },
  'repeats-sales': {
    says: 'Gumroad tells each sale a second time under another id, and knows it by that id',
    make: () => async (exchange, pass) => {
      const twin = /^(.*\/v2\/sales\/)twin-([^?]+)(.*)$/.exec(exchange.path)
      if (twin !== null)
        return withEach(await pass({ path: `${twin[1]}${twin[2]}${twin[3]}` }), 'sale', sale => [{ ...sale, id: `twin-${sale.id}` }])
      const answer = await pass()
      if (!isAt('GET', /\/v2\/sales$/)(exchange)) return answer
      return withEach(answer, 'sale', sale => [sale, { ...sale, id: `twin-${sale.id}`, order_id: Number(`9${sale.order_id}`) }])
    },
  },
  'hides-refunds': {
    says: 'Gumroad shows a refunded sale as paid',
    make: () => onSales(sale => [{ ...sale, refunded: false, partially_refunded: false }]),
  },
  'keeps-old-file': {
    says: 'Gumroad takes a new file for a product that has one, shows it beside its name, and goes on giving the old one',
    make: () => {
      const shown = new Map<string, Fields[]>()
      const begun = new Set<string>()
      let made = 0
      return async (exchange, pass) => {
        const id = idIn(exchange)
        const { files } = isChange(exchange) ? (fieldsOf(exchange) as { files?: Fields[] }) : {}
        if (files !== undefined && !begun.has(id)) begun.add(id)
        else if (files !== undefined) {
          const before = shown.get(id) ?? []
          shown.set(
            id,
            files.flatMap((file): Fields[] => {
              const known = before.find(one => one.id === file.id)
              if (known !== undefined) return [known]
              return file.url === undefined
                ? []
                : [{ id: `shown-${++made}`, name: file.display_name, size: null, url: file.url, filetype: 'pdf' }]
            }),
          )
          return success
        }
        const answer = await pass()
        if (!isProduct(exchange)) return answer
        return withEach(answer, 'product', product => {
          const own = shown.get(id) ?? (product.files as Fields[])
          if (begun.has(id)) shown.set(id, own)
          return [{ ...product, files: own }]
        })
      }
    },
  },
  'garbles-files': {
    says: 'The store behind Gumroad keeps a file with one byte changed',
    make: () => async (exchange, pass) => {
      // Bytes go straight to the store, so the places that are named lead through here.
      if (isPresign(exchange)) {
        const here = `http://${exchange.headers.host}`
        return withJson(await pass(), body => {
          const { parts = [], ...told } = body as { parts?: { part_number: number; presigned_url: string }[] }
          return { ...told, parts: parts.map(part => ({ ...part, presigned_url: part.presigned_url.replace(/^https?:\/\/[^/]+/, here) })) }
        })
      }
      if (!isPart(exchange)) return pass()
      const body = Buffer.from(exchange.body)
      const at = body.indexOf('%PDF')
      if (at >= 0) body[at + 5] = body[at + 5]! ^ 1
      return pass({ body })
    },
  },
  'ignores-price': {
    says: 'Gumroad takes a new price without a word and keeps the first one',
    make: () => (exchange, pass) => {
      if (!isChange(exchange)) return pass()
      const { price: _price, price_currency_type: _currency, ...rest } = fieldsOf(exchange)
      return pass({ body: jsonBody(rest) })
    },
  },
  'doubles-listings': {
    says: 'Gumroad makes each new product twice, the second under an address of its own',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      if (isCreate(exchange) && answer.status === 200)
        await pass({ body: jsonBody({ ...fieldsOf(exchange), custom_permalink: undefined }) })
      return answer
    },
  },
  'hides-hand-edits': {
    says: 'Gumroad shows the name that it was given, whatever somebody made of it since',
    make: () => {
      const given = new Map<string, unknown>()
      return async (exchange, pass) => {
        const answer = await pass()
        const { name } = isChange(exchange) ? fieldsOf(exchange) : {}
        if (name !== undefined) given.set(idIn(exchange), name)
        if (!isProductRead(exchange)) return answer
        return withEach(answer, 'product', product => {
          const id = String(product.id)
          if (!given.has(id)) given.set(id, product.name)
          return [{ ...product, name: given.get(id) }]
        })
      }
    },
  },
  deaf: {
    says: 'Gumroad answers every change of a product with success and does nothing',
    make: () => async (exchange, pass) => (isChange(exchange) || isPress(exchange) ? success : pass()),
  },
}
