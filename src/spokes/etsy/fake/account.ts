/** Who the token belongs to, what it may do, and the shop. */
import type { Call, Reply } from './answer.ts'
import { Refused } from './shop.ts'

export const getMe = ({ shop }: Call): Reply => ({ body: { user_id: shop.state.userId, shop_id: shop.state.shopId } })

export function tokenScopes({ shop, body }: Call): Reply {
  const grant = shop.state.grants.find(one => one.access === body.token && one.accessUntil > shop.now())
  if (grant === undefined) throw new Refused(401, { error: 'invalid_token', error_description: 'access token is not valid' })
  return { body: { scopes: grant.scopes } }
}

export function getShop({ shop }: Call): Reply {
  const { state } = shop
  const listings = [...shop.listings.values()]
  return {
    body: {
      shop_id: state.shopId,
      user_id: state.userId,
      shop_name: state.settings.shopName,
      create_date: state.opened,
      created_timestamp: state.opened,
      title: 'Patterns to knit and sew',
      announcement: null,
      currency_code: state.settings.currency,
      is_vacation: state.settings.isHoliday,
      vacation_message: null,
      listing_active_count: listings.filter(one => one.state === 'active').length,
      digital_listing_count: listings.filter(one => one.type === 'download').length,
      login_name: state.settings.shopName.toLowerCase(),
      url: `${shop.url}/shop/${state.settings.shopName}`,
      languages: ['en-US'],
      transaction_sold_count: [...shop.receipts.values()].reduce((sum, one) => sum + one.lines.length, 0),
      review_average: null,
    },
  }
}
