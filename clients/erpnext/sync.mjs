/**
 * Tells Selvage the items of one ERPNext item group as patterns, by ERPNext's own item codes. Node 20 or newer, no package.
 *
 *   ERPNEXT_URL, ERPNEXT_KEY, ERPNEXT_SECRET   a user's API key and secret (User > Settings > API Access)
 *   ERPNEXT_GROUP                              the item group of your patterns, default Patterns
 *   ERPNEXT_PRICE_LIST                         default Standard Selling
 *   SELVAGE_URL, SELVAGE_KEY, SELVAGE_SHOP     the key with the scope patterns; the shop's id stands in GET /api/v1/me
 *   DRY_RUN=1                                  says what would change, and changes nothing
 *
 * Run it as often as you like (a timer every few minutes): what was told before is nothing. It ends with 1 when something was refused.
 */
const env = (name, otherwise) => {
  const value = process.env[name] ?? otherwise
  if (value === undefined || value === '') {
    console.error(`Set ${name}.`)
    process.exit(2)
  }
  return value
}
const erp = { url: env('ERPNEXT_URL').replace(/\/$/, ''), token: `token ${env('ERPNEXT_KEY')}:${env('ERPNEXT_SECRET')}` }
const hub = { url: env('SELVAGE_URL').replace(/\/$/, ''), key: env('SELVAGE_KEY'), shop: env('SELVAGE_SHOP') }
const group = env('ERPNEXT_GROUP', 'Patterns')
const priceList = env('ERPNEXT_PRICE_LIST', 'Standard Selling')
const isDryRun = process.env.DRY_RUN === '1'
const pageSize = 100
const timeOutMs = 30_000

/** All of a doctype, page by page, in an order that does not move while it is read. */
async function all(doctype, fields, filters) {
  const found = []
  for (let start = 0; ; start += pageSize) {
    const query = new URLSearchParams({
      fields: JSON.stringify(fields),
      filters: JSON.stringify(filters),
      order_by: 'creation asc, name asc',
      limit_start: String(start),
      limit_page_length: String(pageSize),
    })
    const response = await fetch(`${erp.url}/api/resource/${encodeURIComponent(doctype)}?${query}`, {
      headers: { authorization: erp.token, accept: 'application/json' },
      signal: AbortSignal.timeout(timeOutMs),
    })
    if (!response.ok) throw new Error(`ERPNext answered ${response.status} for ${doctype}. Look at the key, its roles, and the address.`)
    const { data } = await response.json()
    found.push(...data)
    if (data.length < pageSize) return found
  }
}

const decimals = currency => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** 7.5 EUR is { minor: '750' }; digits are moved, nothing is calculated. */
function money(rate, currency) {
  const [whole, part = ''] = String(rate).split('.')
  const places = decimals(currency)
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(part) || /[1-9]/.test(part.slice(places)))
    throw new Error(`the rate ${rate} ${currency} is no amount`)
  return { minor: BigInt(`${whole}${part.padEnd(places, '0').slice(0, places)}`).toString(), currency }
}

async function tell(item, prices) {
  const body = {
    title: item.item_name,
    sku: item.item_code,
    ...(item.description ? { description: item.description } : {}),
    isArchived: item.disabled === 1,
    ...(prices.length > 0 ? { prices } : {}),
  }
  const response = await fetch(`${hub.url}/api/v1/shops/${hub.shop}/outside/erpnext/${encodeURIComponent(item.name)}?dryRun=${isDryRun}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeOutMs),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail ?? `Selvage answered ${response.status}`)
  return answer
}

const items = await all('Item', ['name', 'item_code', 'item_name', 'description', 'disabled'], [['item_group', '=', group]])
const rates = await all(
  'Item Price',
  ['item_code', 'price_list_rate', 'currency'],
  [
    ['price_list', '=', priceList],
    ['selling', '=', 1],
  ],
)
const counts = { made: 0, linked: 0, changed: 0, same: 0, refused: 0 }
for (const item of items) {
  try {
    const own = rates.filter(({ item_code }) => item_code === item.item_code)
    const prices = own.map(({ price_list_rate, currency }) => ({ currency, amount: money(price_list_rate, currency), sale: null }))
    const { outcome, changes } = await tell(item, prices)
    counts[outcome]++
    if (outcome !== 'same')
      console.log(`${item.name}: ${outcome}${changes.length > 0 ? ` (${changes.map(({ field }) => field).join(', ')})` : ''}`)
  } catch (error) {
    counts.refused++
    console.error(`${item.name}: ${error.message}`)
  }
}
console.log(
  `${isDryRun ? 'Dry run: ' : ''}${items.length} items: ${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')}.`,
)
process.exitCode = counts.refused > 0 ? 1 : 0
