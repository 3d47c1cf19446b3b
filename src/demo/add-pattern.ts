/** Puts a pattern into the demo shop as its designer would: facts, prices, cover, first version. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Api, upload } from '#web/api/client.ts'
import { type DemoPattern, firstVersion, type MadePattern } from './patterns/index.ts'

/** @returns the pattern's id. */
export async function addPattern({
  api,
  shop,
  pattern,
  made,
}: {
  api: Api
  shop: string
  pattern: DemoPattern
  made: MadePattern
}): Promise<string> {
  const { sku, title, craft, summary, sizes, gauge, fabric, skill, tags, categories } = pattern
  const { id, editNo } = await api.call('POST /shops/{shop}/patterns', {
    params: { shop },
    body: {
      ...{ sku, title, craft, summary, sizes, gauge, fabric, skill, tags, categories },
      description: pattern.descriptionHtml,
      materials: pattern.materials.join('\n'),
      languages: [...pattern.languages],
    },
  })
  const params = { shop, pattern: id }
  await api.call('PATCH /shops/{shop}/patterns/{pattern}', {
    params,
    body: {
      editNo,
      prices: pattern.prices.map(({ minor, currency }) => ({ currency, amount: { minor: minor.toString(), currency }, sale: null })),
    },
  })
  const cover = await upload(api, shop, basename(made.cover), await readFile(made.cover))
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', {
    params,
    body: { images: [{ uploadId: cover, alt: altOf(pattern) }] },
  })
  const files = []
  for (const { role, path, name } of made.files) {
    files.push({ fileKey: role, role, fileName: name, uploadId: await upload(api, shop, name, await readFile(path)) })
  }
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
    params,
    body: { number: firstVersion, kind: 'first', note: '', files },
  })
  return id
}

const seen = {
  sewing: 'the pieces, nested by size',
  knitting: 'what is knitted, from its chart',
  crochet: 'what is crocheted, from its rounds',
  quilting: 'what is sewn, patch by patch',
} as const
const altOf = ({ title, craft }: DemoPattern): string => `${title}: ${seen[craft]}`
