/** Role assignment conditions (ABAC): read, evaluate, describe and write them. */
export { conditionForRepositories, type GrantCondition } from './conditionForRepositories.ts';
export { type Evaluation, evaluate } from './evaluate.ts';
export type { AttributeSource, Condition } from './expression.ts';
export { parseCondition } from './parser.ts';
export { contentRead, metadataRead } from './registryTerms.ts';
export { describeCondition, type NamedRepository, repositoriesNamed } from './repositoriesNamed.ts';
export type { ConditionRequest, KnownAttribute } from './request.ts';
export type { AttributeValue } from './values.ts';
export { matchesAction } from './wildcards.ts';
