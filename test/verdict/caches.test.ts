// Artifact cache: a registry that fetches a repository from another one at the first pull, with a credential set of its
// own.
// [1] https://learn.microsoft.com/azure/container-registry/artifact-cache-overview: rules, wildcards, credential sets
// [2] https://learn.microsoft.com/azure/container-registry/troubleshoot-artifact-cache: unhealthy credentials
// [3] https://learn.microsoft.com/azure/container-registry/artifact-cache-acr-to-acr-cli: an identity of the rule signs
//     in The runtime needs its pull right as for any image. Upstream, the registry itself pulls, and never the runtime.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abac, assign, cluster, guid, held, inShort, mapOf, registry, registryId, roles, verdict } from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const setId = `${registryId('shop')}/credentialSets/docker-hub`;
const rule = (name: string, source: string, target: string, credentials: string | null = null): Json => ({
  id: `${registryId('shop')}/cacheRules/${name}`,
  type: 'Microsoft.ContainerRegistry/registries/cacheRules',
  properties: { sourceRepository: source, targetRepository: target, credentialSetResourceId: credentials },
});
const set = (status?: string): Json => ({
  id: setId,
  type: 'Microsoft.ContainerRegistry/registries/credentialSets',
  identity: { type: 'SystemAssigned', principalId: guid('set'), tenantId: guid('tenant') },
  properties: {
    loginServer: 'docker.io',
    authCredentials: [{ name: 'Credential1', ...(status && { credentialHealth: { status } }) }],
  },
});
const hub = rule('docker-hub', 'docker.io/library/*', 'hub/*', setId);
const answer = (state: string) => [{ registry: 'shop.azurecr.io', repository: 'hub/nginx', tag: '1', state }];

const upstream = registry('bases', abac);
const bySelf: Json = {
  ...rule('bases', 'bases.azurecr.io/nginx', 'hub/nginx'),
  identity: held('rule', { user: ['id-other'] }),
};
const pulls = assign(guid('aks kubelet'), roles.AcrPull);
const reads = assign(guid('id-other'), roles.RepositoryReader, registryId('bases'));
const ofFolder: Json = { ...rule('bases', 'bases.azurecr.io/team/*', 'hub/*'), identity: bySelf['identity'] };
const readsOnly = (repository: string): Json =>
  assign(guid('id-other'), roles.RepositoryReader, registryId('bases'), {
    condition: `@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${repository}'`,
    conditionVersion: '2.0',
  });
const groups = { [guid('aks kubelet')]: [], [guid('id-other')]: [] };

const rows: readonly {
  readonly what: string;
  readonly resources: readonly Json[];
  readonly facts?: Json;
  readonly expected: string;
  readonly fact?: string;
}[] = [
  {
    what: 'with a healthy credential set',
    resources: [hub, set('Healthy')],
    expected: 'allowed',
    fact: 'cache rule `docker-hub`: the registry fetches this from `docker.io/library/nginx` with credential set `docker-hub`',
  },
  {
    what: 'without signing in upstream, by a version that shows identities (N13, [3])',
    resources: [{ ...rule('plain', 'docker.io/library/nginx', 'hub/nginx'), identity: null }],
    expected: 'allowed',
    fact: 'cache rule `plain`: the registry fetches this from `docker.io/library/nginx` without signing in',
  },
  {
    what: 'by a rule without a credential set, of a version that shows no identities (N13, [3])',
    resources: [rule('plain', 'docker.io/library/nginx', 'hub/nginx')],
    expected: 'allowed',
    fact: 'cache rule `plain`: the registry fetches this from `docker.io/library/nginx`, and how it signs in there was not read',
  },
  {
    what: 'of another registry, whose role the rule’s identity holds (N13, [3])',
    resources: [bySelf, upstream],
    facts: { roleAssignments: [pulls, reads], groups },
    expected: 'allowed',
    fact: 'cache rule `bases`: the registry fetches this from `bases.azurecr.io/nginx` with identity `id-other`',
  },
  {
    what: 'of another registry, which refuses the rule’s identity (N13, [3])',
    resources: [bySelf, upstream],
    facts: { roleAssignments: [pulls], groups },
    expected: 'unknown not-readable',
  },
  {
    what: 'of another registry, which refuses the rule’s identity, and the image is in the cache (N13, [3])',
    resources: [bySelf, upstream],
    facts: { roleAssignments: [pulls], groups, images: answer('found') },
    expected: 'allowed',
  },
  {
    what: 'of a repository in a folder of another registry, which its identity may read (N13, [3])',
    resources: [ofFolder, upstream],
    facts: { roleAssignments: [pulls, readsOnly('team/nginx')], groups },
    expected: 'allowed',
  },
  {
    what: 'of a repository in a folder of another registry, where its identity may read another one (N13, [3])',
    resources: [ofFolder, upstream],
    facts: { roleAssignments: [pulls, readsOnly('nginx')], groups },
    expected: 'unknown not-readable',
  },
  {
    what: 'of another registry, which was not read (N13, [3])',
    resources: [bySelf],
    facts: { roleAssignments: [pulls], groups },
    expected: 'allowed',
  },
  {
    what: 'with a credential set that is unhealthy ([2])',
    resources: [hub, set('Unhealthy')],
    expected: 'unknown not-readable',
  },
  {
    what: 'with an unhealthy credential set, and the image is in the cache',
    resources: [hub, set('Unhealthy')],
    facts: { images: answer('found') },
    expected: 'allowed',
  },
  { what: 'of a set that was not read', resources: [hub], expected: 'allowed' },
  {
    what: 'that the registry did not show yet: the next pull may fetch it',
    resources: [hub, set('Healthy')],
    facts: { images: answer('missing') },
    expected: 'unknown not-readable',
  },
  {
    what: 'that no rule fetches',
    resources: [rule('other', 'docker.io/library/redis', 'hub/redis')],
    facts: { images: answer('missing') },
    expected: 'denied image-not-found',
  },
  {
    what: 'whose rules could not be read',
    resources: [],
    facts: { images: answer('missing'), gaps: [{ what: 'cacheRules', scope: registryId('shop'), why: '403' }] },
    expected: 'unknown not-readable',
  },
  {
    what: 'whose rules could not be read, and it has the image',
    resources: [],
    facts: { images: answer('found'), gaps: [{ what: 'cacheRules', scope: registryId('shop'), why: '403' }] },
    expected: 'allowed',
  },
  {
    what: 'by the rule that names it, not by the one for the folder ([1])',
    resources: [hub, set('Unhealthy'), rule('plain', 'docker.io/library/nginx', 'hub/nginx')],
    expected: 'allowed',
  },
  {
    what: 'without a role at the registry: the cache lets nobody in',
    resources: [hub, set('Healthy')],
    facts: { roleAssignments: [] },
    expected: 'denied not-attached',
  },
];

for (const { what, resources, facts, expected, fact } of rows) {
  test(`artifact cache: an image ${what} → ${expected} ([1])`, () => {
    const map = mapOf({
      resources: [registry('shop'), cluster('aks'), ...resources],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
      ...facts,
    });
    const found = verdict({ map, image: 'shop.azurecr.io/hub/nginx:1' });
    assert.equal(inShort(found), expected);
    if (fact)
      assert.ok(
        found.evidence.some(each => each.fact === fact),
        JSON.stringify(found.evidence),
      );
  });
}
