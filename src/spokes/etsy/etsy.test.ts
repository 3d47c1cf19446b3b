import { shopContract } from '#kit/shop-contract.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'

/** Etsy takes no “&” in a tag. */
shopContract(spoke, fake, { tags: ['lace', 'Beginner'] })
