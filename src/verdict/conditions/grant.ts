import type { NewAssignment } from '../../model/fix.ts';
import { contentRead, metadataRead, repositoryName } from './expression.ts';
import { longestCondition } from './parser.ts';

/** The grammar of distribution/reference. It is lower case, so a comparison without case adds no other repository. */
const component = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const longestName = 255;

/**
 * Returns the condition that lets a role read these repositories and no others, on one line. Its form is that of the
 * registry's documentation and of the portal (container-registry-rbac-abac-repository-permissions). Undefined: it would
 * name nothing, exceed the 8 KB of a condition, or contain a name that no repository has. No source documents how to
 * escape a quote in a name.
 *
 * @param prefixes Each with its trailing slash: without it `backend` would let in `backend-infra/k8s` as well.
 */
export function conditionForRepositories(
  repositories: readonly string[],
  prefixes: readonly string[] = [],
): NewAssignment['condition'] {
  const folders = prefixes.map(each => (each.endsWith('/') ? each.slice(0, -1) : ''));
  if (![...repositories, ...folders].every(isName)) return undefined;
  const tests = [
    ...[...new Set(repositories)].map(each => test('StringEqualsIgnoreCase', each)),
    ...[...new Set(prefixes)].map(each => test('StringStartsWithIgnoreCase', each)),
  ];
  const frame = [contentRead, metadataRead].map(action => `!(ActionMatches{'${action}'})`).join(' AND ');
  const text = `((${frame}) OR (${tests.join(' OR ')}))`;
  return tests.length === 0 || text.length > longestCondition ? undefined : { text, version: '2.0' };
}

function test(operator: string, value: string): string {
  return `@Request[${repositoryName}] ${operator} '${value}'`;
}

function isName(text: string): boolean {
  return text.length <= longestName && text.split('/').every(each => component.test(each));
}
