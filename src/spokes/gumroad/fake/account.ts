/** Whose account it is, and what the token may do. Source: users_controller.rb, user/as_json.rb; the token's page is Doorkeeper's own. */
import { type Call, type Reply, tokenOf } from './answer.ts'

const tellsMore = ['edit_products', 'view_sales', 'revenue_share', 'ifttt', 'view_profile', 'account']

export function user({ shop, request }: Call): Reply {
  const { userId, externalId, settings } = shop.state
  const scopes = tokenOf(shop, request)?.scopes ?? []
  const shown = { name: settings.name, bio: null, twitter_handle: null, id: externalId, user_id: userId, url: `${shop.url}/`, links: null }
  const isMore = scopes.some(scope => tellsMore.includes(scope))
  const more = { currency_type: settings.currency, profile_url: `${shop.url}/public/avatar`, email: 'seller@pretend.example' }
  return {
    body: {
      success: true,
      user: { ...shown, ...(isMore && more), ...(scopes.includes('view_profile') && { display_name: settings.name }) },
    },
  }
}

export function tokenInfo({ shop, request, app }: Call): Reply {
  const token = tokenOf(shop, request)!
  return {
    body: {
      resource_owner_id: 4711,
      scope: token.scopes,
      expires_in: null,
      application: { uid: app.id },
      created_at: Math.floor(shop.now() / 1000),
    },
  }
}
