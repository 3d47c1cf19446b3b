/** People: list, page, consent, merging, forgetting, double purchases, and what a refund takes back. */
import { previewRefundRule, readRefundRule, setRefundRule } from '#hub/entitlement/refund-rule.ts'
import { keepConsent } from '#hub/person/consent.ts'
import { type DoublePurchase, openDoubles, settleDouble } from '#hub/person/doubles.ts'
import { forgetAddress, forgetPerson, forgetPreview } from '#hub/person/forget-person.ts'
import { listPeople, type Segment } from '#hub/person/list-people.ts'
import { mergePreview, pressMerge } from '#hub/person/merge-preview.ts'
import { takeNoteAway, writeNote } from '#hub/person/notes.ts'
import { type Person, readPerson, setLanguage } from '#hub/person/read-person.ts'
import { membersOf, splitPerson, undoAct } from '#hub/person/ties.ts'
import { notFound } from '#hub/refused.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf, QueryOf } from '../contract.ts'
import { amount, time } from './facts.ts'

const done = { done: true } as const

export const peopleHandlers = handlersOf({
  'GET /shops/{shop}/people': async ({ inShop }, { query: { cursor, limit, ...asked } }) => {
    const { items, next } = await inShop(tx => listPeople(tx, { ...segmentOf(asked), cursor, limit }))
    return { items: items.map(row => ({ ...row, addresses: [...row.addresses], boughtAt: time(row.boughtAt) })), next }
  },

  'GET /shops/{shop}/people/{person}': async ({ inShop }, { params }) => personShape(await inShop(tx => readPerson(tx, params.person))),

  'PATCH /shops/{shop}/people/{person}': async ({ inShop }, { params, body }) => {
    await inShop(tx => setLanguage(tx, params.person, body.language))
    return done
  },

  'POST /shops/{shop}/people/{person}/notes': async ({ deps, inShop, pressedBy }, { params, body }) => ({
    noteId: await inShop(async tx => {
      const [first] = await membersOf(tx, params.person)
      return writeNote(tx, first!, { text: body.text, by: pressedBy, now: deps.now() })
    }),
  }),

  'POST /shops/{shop}/people/{person}/notes/{note}/remove': async ({ inShop }, { params }) => {
    await inShop(async tx => takeNoteAway(tx, await membersOf(tx, params.person), params.note))
    return done
  },

  'POST /shops/{shop}/people/{person}/consent': async ({ deps, inShop }, { params, body }) => {
    const { addressId, purpose, isGiven, words } = body
    const at = deps.now()
    await inShop(async tx => {
      if (!(await membersOf(tx, params.person)).includes(addressId)) throw notFound('This address')
      await keepConsent(tx, { customerId: addressId, purpose, isGiven, source: 'note', words, key: `note:${at.getTime()}`, at })
    })
    return done
  },

  'GET /shops/{shop}/people/{person}/merge/{other}': async ({ inShop }, { params }) => {
    const { people, sentences, mark } = await inShop(tx => mergePreview(tx, params.person, params.other))
    return { people: people.map(one => ({ ...one, addresses: [...one.addresses] })), sentences: [...sentences], mark }
  },

  'POST /shops/{shop}/people/{person}/merge/{other}': async ({ deps, inShop, pressedBy }, { params, body }) => ({
    act: await inShop(tx => pressMerge(tx, [params.person, params.other], body.mark, { by: pressedBy, now: deps.now() })),
  }),

  'POST /shops/{shop}/people/{person}/split': async ({ deps, inShop, pressedBy }, { params, body }) => ({
    act: await inShop(async tx => {
      if (!(await membersOf(tx, params.person)).includes(body.addressId)) throw notFound('This address')
      return splitPerson(tx, body.addressId, { by: pressedBy, now: deps.now() })
    }),
  }),

  'POST /shops/{shop}/people-acts/{act}/undo': async ({ deps, inShop }, { params }) => {
    await inShop(tx => undoAct(tx, params.act, deps.now()))
    return done
  },

  'GET /shops/{shop}/people/{person}/forget': ({ inShop }, { params }) => inShop(tx => forgetPreview(tx, params.person)),

  'POST /shops/{shop}/people/{person}/forget': async ({ deps, inShop }, { params, body }) => {
    await inShop(tx => forgetPerson(tx, params.person, { seen: body.addresses, now: deps.now() }))
    return done
  },

  'POST /shops/{shop}/people/forget-address': async ({ deps, inShop }, { body }) => ({
    wasBuyer: await inShop(tx => forgetAddress(tx, body.email, deps.now())),
  }),

  'GET /shops/{shop}/double-purchases': async ({ inShop }) => ({ items: (await inShop(openDoubles)).map(doubleShape) }),

  'POST /shops/{shop}/double-purchases/{order}/{line}': async ({ deps, inShop, pressedBy }, { params, body }) =>
    doubleShape(
      await inShop(tx => settleDouble(tx, { orderId: params.order, line: params.line }, body.what, { by: pressedBy, now: deps.now() })),
    ),

  'GET /shops/{shop}/refund-rule': ({ deps, inShop }, { query }) =>
    inShop(async tx => {
      const rule = await readRefundRule(tx)
      const { sentence } = await previewRefundRule(tx, { takes: query.takes ?? rule.takes, days: query.days ?? rule.days }, deps.now())
      return { ...rule, sentence }
    }),

  'PUT /shops/{shop}/refund-rule': ({ deps, inShop }, { body }) =>
    inShop(async tx => {
      await setRefundRule(tx, body)
      return { ...body, sentence: (await previewRefundRule(tx, body, deps.now())).sentence }
    }),
})

/** Days as she says them, as times. */
export const segmentOf = ({ since, until, ...same }: Omit<QueryOf<'GET /shops/{shop}/people'>, 'cursor' | 'limit'>): Segment => ({
  ...same,
  since: since === undefined ? undefined : new Date(`${since}T00:00:00Z`),
  until: until === undefined ? undefined : new Date(`${until}T00:00:00Z`),
})

const doubleShape = (double: DoublePurchase): AnswerOf<'GET /shops/{shop}/double-purchases'>['items'][number] => ({
  ...double,
  later: { ...double.later, at: time(double.later.at) },
  earlier: { ...double.earlier, at: time(double.earlier.at) },
  credit: amount(double.credit),
})

const personShape = (person: Person): AnswerOf<'GET /shops/{shop}/people/{person}'> => ({
  ...{ id: person.id, name: person.name, language: person.language },
  addresses: person.addresses.map(({ proofs, may, ...address }) => ({
    ...address,
    proofs: proofs.map(proof => ({ ...proof, at: time(proof.at) })),
    may: { ...may },
  })),
  orders: person.orders.map(({ placedAt, total, refunded, patterns, ...order }) => ({
    ...order,
    ...{ placedAt: time(placedAt), total: amount(total), refunded: amount(refunded), patterns: [...patterns] },
  })),
  patterns: person.patterns.map(({ has, ...pattern }) => ({
    ...pattern,
    has: has === null ? null : { number: has.number, isNewest: has.isNewest, since: time(has.since), shop: has.shop },
  })),
  consent: person.consent.map(({ customerId, at, ...word }) => ({ addressId: customerId, ...word, at: time(at) })),
  notes: person.notes.map(note => ({ ...note, at: time(note.at) })),
  mails: person.mails.map(mail => ({ ...mail, at: time(mail.at) })),
  doubles: person.doubles.map(doubleShape),
  acts: person.acts.map(act => ({ ...act, at: time(act.at), undoneAt: time(act.undoneAt), about: [...act.about] })),
  likely: [...person.likely],
  wishedAt: time(person.wishedAt),
})
