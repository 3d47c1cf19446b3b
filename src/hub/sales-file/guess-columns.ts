/** Which column is likely to hold what, by its heading: a proposal that she looks at, in the words of several languages. Pure. */
import { type KnownColumns, type SalesColumns, type SalesField, salesFields } from './columns.ts'

const usual: Readonly<Record<SalesField, readonly RegExp[]>> = {
  orderNumber: [
    /^(order|sale|transaction|invoice|receipt|bestell|auftrags|rechnungs)[\s_-]*(id|no\.?|number|nr\.?|nummer|#)?$/,
    /^(id|bestellnummer|auftragsnummer|num[ée]ro de commande|pedido)$/,
  ],
  date: [/date|datum|fecha|zeitpunkt|created|paid at|sold at/],
  product: [/^(product|item|pattern|listing|title|produkt|artikel|titel|anleitung|article|producto)([\s_-]*(name|title|bezeichnung))?$/],
  sku: [/^(sku|artikelnummer|art\.?[\s-]*nr\.?|reference|ref\.?)$/],
  email: [/e-?mail/],
  name: [/^((buyer|customer|full|client|k[äa]ufer|kunden?)[\s_-]*(name)?|name|kunde|acheteur|cliente)$/],
  country: [/country|^land$|l[äa]nder|pa[yí]s/],
  quantity: [/^(quantity|qty|units|anzahl|menge|st[üu]ck|quantit[ée]|cantidad)$/],
  gross: [
    /^(gross|total|amount|sale price|price|brutto|gesamt(betrag)?|betrag|preis|summe|prix|montant|precio|importe)([\s_-]*(paid|amount|price|betrag))?$/,
  ],
  tax: [/^(vat|tax|sales tax|gst|mwst\.?|ust\.?|steuer|tva|iva)([\s_-]*(amount|betrag))?$/],
  fee: [/fee|commission|provision|geb[üu]hr|frais|comisi[óo]n/],
  currency: [/^(currency|w[äa]hrung|devise|moneda)([\s_-]*code)?$/],
  refund: [/refund|erstattung|rembours|reembolso|^status$/],
}

/** @param known what this storefront is known to call them; comes first. */
export function guessColumns(header: readonly string[], known: KnownColumns = {}): SalesColumns {
  const taken = new Set<string>()
  const found: { -readonly [Field in SalesField]?: string } = {}
  const take = (field: SalesField, column: string | undefined) => {
    if (column === undefined || found[field] !== undefined || taken.has(column)) return
    found[field] = column
    taken.add(column)
  }
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()
  for (const field of salesFields)
    for (const name of known[field] ?? [])
      take(
        field,
        header.find(column => same(column, name)),
      )
  for (const field of salesFields)
    for (const pattern of usual[field])
      take(
        field,
        header.find(column => !taken.has(column) && pattern.test(column.trim().toLowerCase())),
      )
  return found
}
