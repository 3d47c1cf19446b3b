/** Keys that other programs have. */
import { type ApiKey, listKeys } from '#hub/api-key/list-keys.ts'
import { makeKey } from '#hub/api-key/make-key.ts'
import { revokeKey } from '#hub/api-key/revoke-key.ts'
import { scopes, scopeWords } from '#hub/api-key/scopes.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const keyHandlers = handlersOf({
  'GET /shops/{shop}/keys': async ({ inShop }) => ({
    items: (await inShop(listKeys)).map(keyRow),
    scopes: scopes.map(scope => ({ scope, opens: scopeWords[scope] })),
  }),

  'POST /shops/{shop}/keys': async ({ deps, inShop, pressedBy }, { body }) => {
    const { name, scopes: chosen, expiresAt } = body
    const { token, key } = await inShop(tx =>
      makeKey(tx, {
        name,
        scopes: chosen,
        expiresAt: expiresAt === null ? null : new Date(expiresAt),
        madeBy: pressedBy,
        now: deps.now(),
      }),
    )
    return { ...keyRow(key), key: token }
  },

  'POST /shops/{shop}/keys/{key}/revoke': async ({ deps, inShop }, { params }) =>
    keyRow(await inShop(tx => revokeKey(tx, params.key, deps.now()))),
})

const keyRow = ({
  createdAt,
  expiresAt,
  revokedAt,
  lastUsedAt,
  scopes: opened,
  ...key
}: ApiKey): AnswerOf<'POST /shops/{shop}/keys/{key}/revoke'> => ({
  ...key,
  scopes: [...opened],
  createdAt: time(createdAt),
  expiresAt: time(expiresAt),
  revokedAt: time(revokedAt),
  lastUsedAt: time(lastUsedAt),
})
