/** Everything that needs an SDK of Azure. Loaded by `import()`, when it is first needed. */
export { askImages } from './askImages.ts';
export { confirm } from './confirm.ts';
export type { Connection } from './connection.ts';
export { courier } from './courier.ts';
export { mapOf } from './estateMap.ts';
export { failureOf } from './failure.ts';
export { loopback, loopbackPort } from './loopback.ts';
export { type ReadOptions, readEstate } from './readEstate.ts';
