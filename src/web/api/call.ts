/** What a handler is given, and the form of all of them. */
import type { z } from 'zod'
import type { ShopId, Tx } from '#database'
import type { Scope } from '#hub/api-key/scopes.ts'
import type { WebDeps } from '../deps.ts'
import type { Visitor } from '../request.ts'
import type { AnswerOf, Contract, EndpointName } from './contract.ts'

export interface OpenCall {
  readonly deps: WebDeps
  readonly visitor: Visitor
}

/** Inside a shop that the visitor may enter. */
export interface ShopCall extends OpenCall {
  readonly shop: ShopId
  readonly inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>
  /** Where she has Selvage open. */
  readonly origin: string
  /** A user's id, `key:` and a key's id, or 'demo'. */
  readonly pressedBy: string
  /** Whether who asks may see what this opens: a person all, a key what it was made for. */
  readonly may: (scope: Scope) => boolean
}

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Exclude<Name, 'shop'> | ParamNames<Rest>
  : never

export interface Input<Name extends EndpointName> {
  readonly params: { readonly [Param in ParamNames<Name>]: string }
  readonly query: Contract[Name] extends { readonly query: infer Query extends z.ZodType } ? z.output<Query> : undefined
  readonly body: Contract[Name] extends { readonly body: infer Body extends z.ZodType } ? z.output<Body> : undefined
}

export type CallOf<Name extends EndpointName> = Name extends `${string}/shops/{shop}/${string}` ? ShopCall : OpenCall

export type Handler<Name extends EndpointName> = (call: CallOf<Name>, input: Input<Name>) => Promise<AnswerOf<Name>>

export type Handlers = { readonly [Name in EndpointName]: Handler<Name> }

/** For a file of handlers: those of its names, typed as the whole table is. */
export const handlersOf = <Name extends EndpointName>(some: Pick<Handlers, Name>): Pick<Handlers, Name> => some
