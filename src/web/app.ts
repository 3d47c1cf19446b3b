/** All that is served over HTTP, put together. */
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Handlers } from './api/call.ts'
import { claimSheets } from './api/claim-sheets.ts'
import { gridFiles } from './api/grid-files.ts'
import { kits } from './api/kits.ts'
import { live } from './api/live.ts'
import { noSuchEndpoint } from './api/no-such-endpoint.ts'
import { openApi } from './api/open-api.ts'
import { peopleFiles } from './api/people-file.ts'
import { receiptFiles } from './api/receipt-files.ts'
import { registerApi } from './api/register.ts'
import { salesFiles } from './api/sales-files.ts'
import { shopFiles } from './api/shop-files.ts'
import { uploads } from './api/uploads.ts'
import { bearer } from './bearer.ts'
import { connectCallback } from './connect-callback.ts'
import { refuseOtherSites } from './cross-site.ts'
import type { WebDeps } from './deps.ts'
import { securityHeaders } from './headers.ts'
import { health } from './health.ts'
import { hooks } from './hooks.ts'
import { library } from './library/routes.ts'
import { ownerPage } from './owner-page.ts'
import { problemOf } from './problem.ts'
import { noncePath } from './public-url.ts'
import { clientAddress, type WebEnv } from './request.ts'
import { screens } from './screens.ts'
import { ownStore } from './store/routes.ts'
import { storeFiles } from './store-files.ts'

export function createApp(deps: WebDeps, handlers: Handlers): Hono<WebEnv> {
  const { config, accounts, answerTo, log } = deps
  const api = new Hono<WebEnv>()
    .use('/*', compressed)
    .route('/', registerApi(deps, handlers))
    .route('/', openApi(deps.version))
    .all('/*', noSuchEndpoint)
  const app = new Hono<WebEnv>()
    .use(securityHeaders({ isHttps: config.publicUrl?.startsWith('https:') ?? false }))
    .route('/', health({ database: deps.database, queueState: deps.queueState }))
    .use(refuseOtherSites(config.publicUrl))
    .get(noncePath, c => {
      const ask = c.req.query('ask') ?? ''
      return /^[\w-]{16,64}$/.test(ask) ? c.text(answerTo(ask), 200, { 'cache-control': 'no-store' }) : c.text('Ask with ?ask=.', 400)
    })
    .route('/', hooks(deps))
    .route('/', connectCallback(deps))
    .all('/api/auth/*', c => accounts.handle(c.req.raw, clientAddress(c, config.publicUrl !== undefined)))
    .use('/api/v1/*', bearer(deps))
    .route('/api/v1', live(deps))
    .route('/api/v1', uploads(deps))
    .route('/api/v1', shopFiles(deps))
    .route('/api/v1', kits(deps))
    .route('/api/v1', claimSheets(deps))
    .route('/api/v1', gridFiles(deps))
    .route('/api/v1', peopleFiles(deps))
    .route('/api/v1', receiptFiles(deps))
    .route('/api/v1', salesFiles(deps))
    .route('/api/v1', api)
    .route('/', storeFiles(deps))
    .route('/', ownerPage(deps))
    .route('/', library(deps))
    .route('/', ownStore(deps))
    .route('/', screens(deps.screens))
  app.onError((error, c) => problemOf(c, error, log))
  app.notFound(c => c.text('Not here.', 404))
  return app
}

const compressed = compress({ threshold: 2_000 })
