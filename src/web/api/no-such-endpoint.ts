import { problem } from '../problem.ts'
import type { WebContext } from '../request.ts'
import { beside } from './beside.ts'
import { contract } from './contract.ts'

/** What each path takes, as patterns. */
const paths = [...Map.groupBy([...Object.keys(contract), ...Object.keys(beside)], name => name.split(' ')[1]!)].map(([path, names]) => ({
  pattern: new RegExp(`/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  methods: names.map(name => name.split(' ')[0]!),
}))

/** For what no route took: the path is wrong, or the method. */
export function noSuchEndpoint(c: WebContext): Response {
  const methods = paths.filter(({ pattern }) => pattern.test(c.req.path)).flatMap(found => found.methods)
  if (methods.length === 0) return problem(c, 404, 'no-such-endpoint', 'There is no such endpoint. /api/v1/openapi.json lists them.')
  const allow = methods.join(', ')
  return problem(c, 405, 'no-such-method', `This is not done by ${c.req.method.slice(0, 20)} here; it takes ${allow}.`, undefined, {
    allow,
  })
}
