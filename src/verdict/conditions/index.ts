/** Role assignment conditions (ABAC): read, evaluate, describe and write them. */

export { matchesAction } from './compare.ts';
export { describeCondition, repositoriesNamed } from './describe.ts';
export type { ConditionRequest, KnownAttribute } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Condition } from './expression.ts';
export { contentRead, metadataRead } from './expression.ts';
export { parseCondition } from './parser.ts';
export { conditionForRepositories, type GrantCondition } from './print.ts';
