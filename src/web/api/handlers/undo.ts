/** Taking a press back. */
import { undo, undoPreview } from '#hub/publication/undo.ts'
import { handlersOf } from '../call.ts'
import { previewShape } from './publications.ts'

export const undoHandlers = handlersOf({
  'POST /shops/{shop}/publications/{publication}/undo-preview': async ({ deps, inShop }, { params }) =>
    previewShape(await inShop(tx => undoPreview(tx, params.publication, deps.work.planningWorld()))),

  'POST /shops/{shop}/publications/{publication}/undo': async ({ deps, inShop, pressedBy }, { params, body }) => ({
    publicationId: await inShop(tx => undo(tx, params.publication, { key: body.key, pressedBy }, deps.work.planningWorld())),
  }),
})
