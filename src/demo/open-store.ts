/** The demo's own store: paid at by pretend providers, open on this machine alone. */
import { payControl } from '#kit/pay-fake.ts'
import type { Api } from '#web/api/client.ts'

export interface DemoTill {
  readonly provider: string
  readonly controlUrl: string
}

const about =
  '<p>Sewing, knitting, crochet and quilting patterns from the edge of the sea, tested in every size. This is the demo’s own store: go through it as a buyer would, and pay at a pretend provider, where no money moves.</p>'
const bundled = 3

/** Each step may be done twice: a demo that was cut off while it was built begins anew. */
export async function openStore({ api, shop, tills }: { api: Api; shop: string; tills: readonly DemoTill[] }): Promise<void> {
  const params = { shop }
  for (const { provider, controlUrl } of tills) {
    const { baseUrl, settings } = await payControl(controlUrl).credentials()
    const body = { provider, label: '', baseUrl, settings: settings as Record<string, string> }
    const { id } = await api.call('POST /shops/{shop}/providers', { params, body })
    await api.call('POST /shops/{shop}/providers/{provider}/state', { params: { shop, provider: id }, body: { to: 'live' } })
  }
  const { items } = await api.call('GET /shops/{shop}/store/patterns', { params, query: { limit: 100 } })
  const inStore = items.filter(({ isIn }) => isIn).map(({ id }) => id)
  if (inStore.length >= bundled)
    await api.call('POST /shops/{shop}/store/bundles', {
      params,
      body: {
        ...{ title: 'Three to begin with', summary: 'One after another, through a long winter.', isOn: true },
        ...{ price: null, offPercent: 15, patternIds: inStore.slice(-bundled) },
      },
    })
  await api.call('POST /shops/{shop}/store/coupons', {
    params,
    body: {
      ...{ code: 'LOW-TIDE-10', off: null, offPercent: 10, patternIds: [], floor: null },
      ...{ from: null, to: null, mostUses: null, isOn: true },
    },
  })
  await api.call('PATCH /shops/{shop}/store', { params, body: { name: 'Saltmarsh Patterns', about, languages: ['en'], isOpen: true } })
}
