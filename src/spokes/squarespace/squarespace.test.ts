import { shopContract } from '#kit/shop-contract.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'

shopContract(spoke, fake)
