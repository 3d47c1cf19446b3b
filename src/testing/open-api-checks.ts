/** For tests: holds what is sent and answered to the JSON Schema that the document tells. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

export interface Checks {
  /** Each: what is wrong, or null. @param name as in the table: 'GET /me'. */
  readonly answer: (name: string, value: unknown) => string | null
  readonly body: (name: string, value: unknown) => string | null
  readonly problem: (value: unknown) => string | null
}

type Json = { readonly [key: string]: unknown }

export function createChecks(document: object): Checks {
  // Formats are told by patterns beside them (zod writes both), and a document has keys that are no schema's.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  ajv.addSchema(document, 'api')
  const known = new Map<string, ValidateFunction>()
  const at = (...path: string[]): string =>
    `api#/${path.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const check = (pointer: string, value: unknown): string | null => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: pointer })
    known.set(pointer, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors)
  }
  const operation = (name: string): string[] => {
    const [method = '', path = ''] = name.split(' ')
    return ['paths', path, method.toLowerCase()]
  }
  const typeOf = (path: readonly string[]): string =>
    Object.keys(path.reduce<unknown>((inner, part) => (inner as Json)[part], document) as Json)[0]!
  return {
    answer: (name, value) => {
      const content = [...operation(name), 'responses', '200', 'content']
      return check(at(...content, typeOf(content), 'schema'), value)
    },
    body: (name, value) => check(at(...operation(name), 'requestBody', 'content', 'application/json', 'schema'), value),
    problem: value => check(at('components', 'schemas', 'Problem'), value),
  }
}
