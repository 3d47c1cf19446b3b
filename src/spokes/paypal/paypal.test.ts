import { payContract } from '#kit/pay-contract.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'

payContract(spoke, fake)
