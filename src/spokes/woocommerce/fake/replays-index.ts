/** How the indexes, the settings and the shopper's own checkout are played. */
import { exchangesOf, haveRecordings } from './recordings.ts'
import { type Act, playAll, type Replays } from './replays.ts'

/** What the pretend store says of itself is a part of what the recorded one said: it has no plugins, and its machine is another. */
const index: Act = {
  prepare: state => {
    state.settings.storeName = 'Recording Store'
  },
  run: async (stand, exchanges) => {
    stand.replay.exactly = { isPart: true }
    await playAll(stand, exchanges)
  },
}

const settings = 'the fake has no such page of settings: the client reads none of it, and nothing in the fake depends on it'
const shopper =
  'the Store API (wc/store/v1) is the shopper’s browser’s: the fake sells by pages of its own; what the purchase leaves behind is played in webhooks-checkout.json'

export const indexReplays: Replays = {
  'index.json': { named: { 'settings/products list': settings, 'settings groups': settings }, acts: [index] },
  'storeapi-checkout.json': {
    named: haveRecordings ? Object.fromEntries(exchangesOf('storeapi-checkout.json').map(({ name }) => [name, shopper])) : {},
    acts: [],
  },
}
