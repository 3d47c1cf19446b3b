/** The attributes that the shop has for all its products. Source: the REST documents, read 2026-11. */
import { z } from 'zod'
import type { Property, PropertyTable } from '#kit'
import { textOf } from './attributes.ts'
import { type Context, call } from './client.ts'
import { listIn } from './listings.ts'

const ShopAttribute = z.object({ id: z.int().positive(), name: z.string() })
const TermName = z.object({ name: z.string() })
/** Requests a day for the terms: one for each attribute. */
const mostAttributes = 20
const pageSize = 100

/** Any name is taken, and of an attribute of the shop any term: one that is missing is made there. */
export async function readProperties(ctx: Context): Promise<PropertyTable> {
  const answer = await call(ctx, { what: 'read the attributes', path: '/wc/v3/products/attributes', query: { _fields: 'id,name' } })
  const attributes = listIn(answer, 'read the attributes').map(one => ShopAttribute.parse(one))
  const known: Property[] = []
  for (const { id, name } of attributes.slice(0, mostAttributes)) {
    const what = 'read the terms of an attribute'
    const query = { per_page: pageSize, _fields: 'name' }
    const terms = listIn(await call(ctx, { what, path: `/wc/v3/products/attributes/${id}/terms`, query }), what)
    const values = terms.map(term => ({ id: '', text: textOf(TermName.parse(term).name) }))
    known.push({ id: String(id), name: textOf(name), values, isFree: true, most: null })
  }
  return { known, takesOthers: true }
}
