/** The first look at an account: whose is it, what may we do there, and what will not work until the seller changes something. */
import { decimalsOf, MoneyRefused, oneLine, type Right, type ShopFacts, SpokeError } from '#kit'
import { type Context, call, statusOf } from './client.ts'
import { isTraded } from './money.ts'
import { access } from './oauth.ts'
import { TokenInfo, UserAnswer } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const { body } = await call(ctx, { what: 'ask who this is', path: '/v2/user' })
  const { data } = UserAnswer.safeParse(body)
  if (data === undefined) throw new SpokeError('retry', 'ask who this is: the answer tells no user')
  const { user } = data
  // Told only to a token that may do more than look at what is public.
  if (!user.currency_type)
    throw new SpokeError('reconnect', 'The access token may do too little. Connect the shop anew and allow all that is asked.')
  const currency = user.currency_type.toUpperCase()
  assertCountable(currency)
  const allowed = await allowedScopes(ctx)
  const mayAll = allowed?.includes('account') ?? true
  const has = ({ name }: Right) => mayAll || allowed?.includes(name) === true
  return {
    name: oneLine(user.display_name || user.name || 'Gumroad'),
    currency,
    url: user.url ?? '',
    canWrite: allowed === null ? null : access.write.every(has),
    version: null,
    warnings: access.read
      .filter(right => !has(right))
      .map(({ name, lets }) => `Gumroad does not let Selvage ${lets} (${name}). Connect anew and allow it.`),
    account: user.user_id,
  }
}

/** @returns null where Gumroad does not say. */
async function allowedScopes(ctx: Context): Promise<readonly string[] | null> {
  try {
    const { body } = await call(ctx, { what: 'ask what is allowed', path: '/oauth/token/info' })
    return TokenInfo.safeParse(body).data?.scope ?? null
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    return null
  }
}

function assertCountable(currency: string): void {
  try {
    decimalsOf(currency)
    if (isTraded(currency)) return
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
  }
  throw new SpokeError('seller', `The account's currency is “${currency}”, which Selvage cannot count in.`)
}
