import type { AnswerOf, BodyOf, EndpointName } from '../contract.ts'

export type Examples = {
  readonly [Name in EndpointName]: { readonly answer: AnswerOf<Name> } & (BodyOf<Name> extends undefined
    ? unknown
    : { readonly body: BodyOf<Name> })
}

/** For a file of examples: those of its names, typed as the whole table is. */
export const examplesOf = <Name extends EndpointName>(some: Pick<Examples, Name>): Pick<Examples, Name> => some
