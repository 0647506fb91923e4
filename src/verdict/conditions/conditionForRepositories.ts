/**
 * The condition that lets a role read these repositories and no others, in the form of the registry's documentation
 * and of the portal (container-registry-rbac-abac-repository-permissions), on one line.
 */
import { longestCondition } from './parser.ts';
import { printAttribute } from './print.ts';
import { quoted } from './quoted.ts';
import { contentRead, metadataRead, repositoryName } from './registryTerms.ts';

export type GrantCondition =
  | { readonly kind: 'condition'; readonly text: string; readonly version: '2.0' }
  | { readonly kind: 'refused'; readonly why: string };

/** The grammar of distribution/reference: lower case, so that comparing without case adds no other repository. */
const component = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const longestName = 255;

/**
 * @param prefixes Each with its trailing slash: without it `backend` would let in `backend-infra/k8s` as well.
 *
 * A name that is no repository's is refused: a quote in it could not be escaped, since no source says how.
 */
export function conditionForRepositories(
  repositories: readonly string[],
  prefixes: readonly string[] = [],
): GrantCondition {
  const badName = repositories.find(each => !isName(each));
  if (badName !== undefined) return refused(`${quoted(badName)} is not the name of a repository`);
  const badPrefix = prefixes.find(each => !each.endsWith('/') || !isName(each.slice(0, -1)));
  if (badPrefix !== undefined) return refused(`${quoted(badPrefix)} is not a prefix of repositories that ends in /`);
  const tests = [
    ...[...new Set(repositories)].map(each => test('StringEqualsIgnoreCase', each)),
    ...[...new Set(prefixes)].map(each => test('StringStartsWithIgnoreCase', each)),
  ];
  if (tests.length === 0) return refused('there is no repository to name');
  const frame = [contentRead, metadataRead].map(action => `!(ActionMatches{'${action}'})`).join(' AND ');
  const text = `((${frame}) OR (${tests.join(' OR ')}))`;
  if (text.length > longestCondition) {
    return refused(`${tests.length} repositories do not fit into the 8 KB of a condition; name prefixes instead`);
  }
  return { kind: 'condition', text, version: '2.0' };
}

function test(operator: string, value: string): string {
  return `${printAttribute(repositoryName)} ${operator} '${value}'`;
}

function isName(text: string): boolean {
  return text.length <= longestName && text.split('/').every(each => component.test(each));
}

function refused(why: string): GrantCondition {
  return { kind: 'refused', why };
}
