/** Reads what PayPal's own descriptions say, when they lie beside this folder. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from './schema.ts'

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'specs', 'paypal')
export const haveSpec = existsSync(join(folder, 'checkout_orders_v2.json'))
export const whyNoSpec = `the descriptions are not here (${folder})`

export interface SpecSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly maxLength?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly items?: SpecSchema
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly required?: readonly string[]
  readonly allOf?: readonly SpecSchema[]
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: SpecSchema }>>
}
export interface SpecOperation {
  readonly operationId: string
  readonly parameters?: readonly (
    | { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: SpecSchema }
    | { readonly $ref: string }
  )[]
  readonly requestBody?: Content | { readonly $ref: string }
  readonly responses: Readonly<Record<string, Content>>
}

interface Root {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>
}

export class Description {
  readonly #root: Root

  constructor(document: Operation['document']) {
    this.#root = JSON.parse(readFileSync(join(folder, `${document}.json`), 'utf8')) as Root
  }

  operation({ path, method }: Pick<Operation, 'path' | 'method'>): SpecOperation | undefined {
    return this.#root.paths[path]?.[method.toLowerCase()]
  }

  /** What stands behind a reference. */
  behind<Thing>(thing: Thing | { readonly $ref: string }): Thing {
    let at: unknown = thing
    while (typeof at === 'object' && at !== null && '$ref' in at) {
      const path = (at as { $ref: string }).$ref.split('/').slice(1)
      at = path.reduce((inner: unknown, name) => (inner as Record<string, unknown>)[name], this.#root)
    }
    return at as Thing
  }

  /** With everything of `allOf` in it. */
  whole(schema: SpecSchema): SpecSchema {
    const { allOf = [], ...own } = this.behind<SpecSchema>(schema)
    const parts = [...allOf.map(part => this.whole(part)), own]
    return {
      ...Object.assign({}, ...parts),
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required = [] }) => required),
    }
  }
}
