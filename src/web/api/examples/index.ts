/** One example for each endpoint, shown in the OpenAPI document; a test holds each to its schemas, and one left out does not compile. */
import type { z } from 'zod'
import type { beside } from '../beside.ts'
import { accessExamples } from './access.ts'
import { buyerLibraryExamples } from './buyer-library.ts'
import { claimExamples } from './claims.ts'
import { connectionExamples } from './connections.ts'
import { errataExamples } from './errata.ts'
import type { Examples } from './examples-of.ts'
import { batch, gridExamples } from './grid.ts'
import { joinExamples } from './join.ts'
import { launchExamples } from './launches.ts'
import { libraryExamples } from './library.ts'
import { listingExamples } from './listings.ts'
import { orderExamples } from './orders.ts'
import { patternExamples } from './patterns.ts'
import { peopleExamples } from './people.ts'
import { promotionExamples } from './promotions.ts'
import { providerExamples } from './providers.ts'
import { shopExamples } from './shops.ts'
import { sourceExamples } from './source.ts'
import { storeExamples } from './store.ts'
import { storefrontExamples } from './storefronts.ts'

type Beside = typeof beside

export const examples: Examples & { readonly [Name in keyof Beside]: { readonly answer: z.output<Beside[Name]['answer']> } } = {
  ...shopExamples,
  ...patternExamples,
  ...gridExamples,
  ...errataExamples,
  ...listingExamples,
  ...libraryExamples,
  ...storeExamples,
  ...storefrontExamples,
  ...joinExamples,
  ...launchExamples,
  ...peopleExamples,
  ...promotionExamples,
  ...providerExamples,
  ...sourceExamples,
  ...orderExamples,
  ...accessExamples,
  ...buyerLibraryExamples,
  ...claimExamples,
  ...connectionExamples,
  'PUT /shops/{shop}/uploads/{upload}': { answer: patternExamples['GET /shops/{shop}/uploads/{upload}'].answer },
  'GET /shops/{shop}/grid/{name}': { answer: 'Selvage row,Title,Price EUR' },
  'GET /shops/{shop}/people-file/{name}': { answer: 'Name,Address,Further addresses' },
  'PUT /shops/{shop}/batches/file': { answer: batch },
  'GET /shops/{shop}/files/{sha256}/{name}': { answer: '%PDF-1.7 …' },
  'GET /shops/{shop}/listings/{listing}/kit': { answer: 'PK …' },
  'GET /shops/{shop}/patterns/{pattern}/claim-sheet': { answer: '%PDF-1.7 …' },
  'GET /shops/{shop}/errata/{erratum}/receipt.csv': { answer: 'Buyer,Name,Order,Shop,Where it stands' },
  'PUT /shops/{shop}/connections/{connection}/sales-file': { answer: orderExamples['GET /shops/{shop}/sales-files/{salesFile}'].answer },
  'GET /shops/{shop}/live': { answer: 'event: changed\ndata: {"kinds":["order"]}\n\n' },
}
