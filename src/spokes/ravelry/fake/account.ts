/** Who the keys belong to, and their store. */
import type { Call } from './answer.ts'

export const currentUser = ({ shop, caller }: Call) => ({
  user: {
    id: String(shop.state.userId),
    username: caller.username,
    first_name: null,
    location: '',
    photo_url: `${shop.url}/photo.png`,
    profile_country_code: 'DE',
  },
})

export const listStores = ({ shop, caller }: Call) => ({
  stores:
    caller.username === shop.state.username
      ? [
          {
            id: shop.state.storeId,
            name: shop.state.settings.storeName,
            permalink: 'pretend-knits',
            paypal_account: null,
            products_count: shop.products.size,
            business: {
              id: String(shop.state.businessId),
              name: shop.state.settings.storeName,
              permalink: 'pretend-knits',
              primary_url: null,
            },
          },
        ]
      : [],
})
