export { asJoinListings, truthOf } from './as-join-listings.ts'
export { type CatalogueListing, type Catalogues, makeCatalogues } from './catalogues.ts'
export { type Score, scoreOf } from './score.ts'
