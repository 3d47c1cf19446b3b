/** A handler for each endpoint of the one table; leaving one out does not compile. */
import type { Handlers } from '../call.ts'
import { accessHandlers } from './access.ts'
import { buyerLibraryHandlers } from './buyer-library.ts'
import { claimHandlers } from './claims.ts'
import { connectionHandlers } from './connections.ts'
import { errataHandlers } from './errata.ts'
import { gridHandlers } from './grid.ts'
import { handStepHandlers } from './hand-steps.ts'
import { joinHandlers } from './join.ts'
import { keyHandlers } from './keys.ts'
import { launchHandlers } from './launches.ts'
import { libraryHandlers } from './library.ts'
import { listingHandlers } from './listings.ts'
import { mailHandlers } from './mails.ts'
import { orderHandlers } from './orders.ts'
import { patternHandlers } from './patterns.ts'
import { peopleHandlers } from './people.ts'
import { promotionHandlers } from './promotions.ts'
import { providerHandlers } from './providers.ts'
import { publicationHandlers } from './publications.ts'
import { salesFileHandlers } from './sales-files.ts'
import { shopHandlers } from './shops.ts'
import { sourceHandlers } from './source.ts'
import { storeHandlers } from './store.ts'
import { storefrontHandlers } from './storefronts.ts'
import { todayHandlers } from './today.ts'

export const handlers: Handlers = {
  ...shopHandlers,
  ...todayHandlers,
  ...patternHandlers,
  ...publicationHandlers,
  ...joinHandlers,
  ...launchHandlers,
  ...peopleHandlers,
  ...promotionHandlers,
  ...providerHandlers,
  ...errataHandlers,
  ...gridHandlers,
  ...sourceHandlers,
  ...listingHandlers,
  ...handStepHandlers,
  ...storeHandlers,
  ...storefrontHandlers,
  ...orderHandlers,
  ...salesFileHandlers,
  ...accessHandlers,
  ...buyerLibraryHandlers,
  ...claimHandlers,
  ...libraryHandlers,
  ...connectionHandlers,
  ...mailHandlers,
  ...keyHandlers,
}
