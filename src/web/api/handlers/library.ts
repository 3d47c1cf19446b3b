/** What a seller sets for her buyers' libraries. */
import { changeLibraryRules, readLibraryRules } from '#hub/library/rules.ts'
import { handlersOf } from '../call.ts'

export const libraryHandlers = handlersOf({
  'GET /shops/{shop}/library-rules': ({ inShop }) => inShop(readLibraryRules),

  'PATCH /shops/{shop}/library-rules': ({ inShop }, { body }) => inShop(tx => changeLibraryRules(tx, body)),
})
