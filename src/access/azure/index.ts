/** Everything that needs an SDK of Azure. `import()` loads it when it is first needed. */
export type { Connection } from './clouds.ts';
export { confirm, mapOf, settleUnknowns } from './confirm.ts';
export { NoSubscriptionBelow, type ReadOptions, readEstate } from './readEstate.ts';
export { failureOf, nextSteps } from './wire/failure.ts';
export { loopback, loopbackPort } from './wire/loopback.ts';
export { pipelineTo } from './wire/pipeline.ts';
