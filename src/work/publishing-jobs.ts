/** The jobs that keep listings right. */
import type { WorkDeps } from './deps.ts'
import { launch } from './launch.ts'
import type { JobHandlers } from './queue.ts'
import { runDepsOf } from './run-deps.ts'
import { runListings } from './run-listings.ts'
import { followSource } from './source.ts'
import { sweep } from './sweep.ts'

export function publishingJobs(deps: WorkDeps): Pick<JobHandlers, 'run' | 'sweep' | 'launch' | 'source'> {
  const own = runDepsOf(deps)
  return {
    launch: payload => launch(deps, payload),
    source: payload => followSource(deps, payload),
    run: async ({ shop, connection }) => {
      if (connection !== undefined) await runListings(own, { shop, connectionId: connection })
    },
    sweep: async ({ shop, connection }) => {
      if (connection !== undefined) await sweep(own, { shop, connectionId: connection })
    },
  }
}
