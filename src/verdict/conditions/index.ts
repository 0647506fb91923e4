/** Role assignment conditions (ABAC): read, evaluate, describe and write them. */

export type { AttributeValue } from './compare.ts';
export { matchesAction } from './compare.ts';
export { describeCondition, type NamedRepository, repositoriesNamed } from './describe.ts';
export type { ConditionRequest, KnownAttribute } from './evaluate.ts';
export { type Evaluation, evaluate } from './evaluate.ts';
export type { AttributeSource, Condition } from './expression.ts';
export { contentRead, metadataRead } from './expression.ts';
export { parseCondition } from './parser.ts';
export { conditionForRepositories, type GrantCondition } from './print.ts';
