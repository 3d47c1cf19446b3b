import { shopContract } from '#kit/shop-contract.ts'
import fake, { startFake } from './fake.ts'
import spoke from './spoke.ts'

/** On the largest plan and with pictures ready at once, since the suite waits for neither; limits.test.ts and pictures.test.ts do. */
shopContract(spoke, { ...fake, start: options => startFake(options, { plan: 'Enterprise', processingMs: 0 }) })
