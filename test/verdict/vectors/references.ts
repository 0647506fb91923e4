// Hosts, names and images.
import { assignment, cluster, type Json, pool, principal, registry, role } from './azure.ts';
import { deployment } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const attached: Json = { roleAssignments: [assignment(principal.kubelet, role.AcrPull)] };
const image = (text: string) => ({ files: deployment(text) });
const at = (loginServer: string, more: Json = {}, nodes: Json = {}): Json => ({
  ...attached,
  resources: [registry({ loginServer, ...more }), cluster(nodes)],
});

const hosts: readonly Row[] = [
  ['allowed', 'the host in capitals', attached, image('Contoso.AzureCR.io/web:1')],
  ['allowed', 'the login server in capitals', at('Contoso.AzureCR.IO')],
  ['unknown registry-not-visible', 'a letter is missing (N23)', attached, image('contso.azurecr.io/web:1')],
  ['unknown registry-not-visible', 'a letter too many (N23)', attached, image('contosoo.azurecr.io/web:1')],
  ['denied registry-not-found', 'no domain of Azure', attached, image('contoso.azureacr.io/web:1')],
  ['denied registry-not-found', 'the domain without its end', attached, image('contoso.azurecr/web:1')],
  ['denied registry-not-found', 'Azure Germany', attached, image('contoso.azurecr.de/web:1')],
  [
    'unknown registry-not-visible',
    'a number more',
    { ...attached, resources: [registry({ loginServer: 'contoso1.azurecr.io' }), cluster()] },
    image('contoso2.azurecr.io/web:1'),
  ],
  ['unknown registry-not-visible', 'quite another name', attached, image('fabrikam.azurecr.io/web:1')],
  [
    'unknown registry-not-visible',
    'a letter is missing, and not all registries were read',
    { ...attached, gaps: [{ what: 'registries', scope: '/', why: '403' }] },
    image('contso.azurecr.io/web:1'),
  ],
  [
    'unknown registry-not-visible',
    'a letter is missing, and no subscription was read completely',
    { ...attached, tenants: null },
    image('contso.azurecr.io/web:1'),
  ],
  [
    'allowed',
    'a host with a hash',
    at('contoso-e7ggejfuhzhgedc8.azurecr.io'),
    image('contoso-e7ggejfuhzhgedc8.azurecr.io/web:1'),
  ],
  ['unknown registry-not-visible', 'the hash is left out (N23)', at('contoso-e7ggejfuhzhgedc8.azurecr.io')],
  [
    'allowed',
    'the government’s cloud',
    { ...at('contoso.azurecr.us'), cloud: 'AzureUSGovernment' },
    image('contoso.azurecr.us/web:1'),
  ],
  [
    'allowed',
    'China’s cloud, with a hash',
    { ...at('contoso-e7ggejfuhzhgedc8.azurecr.cn'), cloud: 'AzureChinaCloud' },
    image('contoso-e7ggejfuhzhgedc8.azurecr.cn/web:1'),
  ],
  [
    'denied unusable-host',
    'a dashed host of another cloud',
    at('contoso-e7ggejfuhzhgedc8.azurecr.us'),
    image('contoso-e7ggejfuhzhgedc8.azurecr.us/web:1'),
  ],
  ['denied unusable-host', 'the private link’s inner name', attached, image('contoso.privatelink.azurecr.io/web:1')],
  ['denied unusable-host', 'a data endpoint', attached, image('contoso.westeurope.data.azurecr.io/web:1')],
  ['denied unusable-host', 'a port', attached, image('contoso.azurecr.io:443/web:1')],
  ['denied unusable-host', 'a port on which nobody listens', attached, image('contoso.azurecr.io:5000/web:1')],
  [null, 'no host: Docker Hub', attached, image('fabrikam/web:1')],
  ['unknown registry-not-visible', 'no host, an account called like the registry', attached, image('contoso/web:1')],
  [null, 'another registry', attached, image('ghcr.io/contoso/web:1')],
];

const regional = { regionalEndpoints: 'Enabled', regionalEndpointHostNames: ['contoso.westeurope.geo.azurecr.io'] };
const nodes = (...versions: readonly (string | null)[]): Json => ({
  agentPoolProfiles: versions.map((nodeImageVersion, i) => pool({ name: `pool${i}`, nodeImageVersion })),
});
const [old, young] = ['AKSUbuntu-2204gen2containerd-202606.10.0', 'AKSUbuntu-2204gen2containerd-202608.12.0'];
const geo = image('contoso.westeurope.geo.azurecr.io/web:1');
const regions: readonly Row[] = [
  [
    'allowed',
    'a regional endpoint, nodes that are young enough',
    at('contoso.azurecr.io', regional, nodes(young)),
    geo,
  ],
  [
    'denied unusable-host',
    'a regional endpoint, nodes that are too old',
    at('contoso.azurecr.io', regional, nodes(old)),
    geo,
  ],
  [
    'unknown not-readable',
    'a regional endpoint, nodes of both kinds',
    at('contoso.azurecr.io', regional, nodes(old, young)),
    geo,
  ],
  [
    'unknown not-readable',
    'a regional endpoint, nodes of which nothing was read',
    at('contoso.azurecr.io', regional, nodes(null)),
    geo,
  ],
  [
    'unknown registry-not-visible',
    'a regional endpoint that no registry was read to have',
    at('contoso.azurecr.io', {}, nodes(young)),
    geo,
  ],
];

const names: readonly Row[] = [
  ['denied malformed-reference', 'a capital letter in the repository', attached, image('contoso.azurecr.io/Web:1')],
  ['denied malformed-reference', 'a blank', attached, image('contoso.azurecr.io/web :1')],
  ['denied malformed-reference', 'a scheme', attached, image('https://contoso.azurecr.io/web:1')],
  ['unknown unresolved-reference', 'a host that is filled in later', attached, image('${REGISTRY}.azurecr.io/web:1')],
  ['allowed', 'a tag that is filled in later', attached, image('contoso.azurecr.io/web:${TAG}')],
];

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const answered = (entry: Json): Json => ({
  ...attached,
  images: [{ registry: 'contoso.azurecr.io', repository: 'web', ...entry }],
});
const images: readonly Row[] = [
  ['allowed', 'found', answered({ tag: '1', state: 'found' })],
  ['denied image-not-found', 'missing', answered({ tag: '1', state: 'missing' })],
  ['denied image-quarantined', 'in quarantine', answered({ tag: '1', state: 'quarantined' })],
  ['allowed', 'another tag is missing', answered({ tag: '2', state: 'missing' })],
  [
    'allowed',
    'the same tag of another registry is missing',
    answered({ registry: 'contosodev.azurecr.io', tag: '1', state: 'missing' }),
  ],
  [
    'denied image-not-found',
    'a digest is missing',
    answered({ digest, state: 'missing' }),
    image(`contoso.azurecr.io/web:1@${digest}`),
  ],
  [
    'denied not-attached',
    'missing, and nobody may pull either',
    { ...answered({ tag: '1', state: 'missing' }), roleAssignments: [] },
  ],
];

export const referenceVectors: readonly Vector[] = [
  ...vectors('facts 2.6: login servers', hosts),
  ...vectors('facts 2.6: regional endpoints', regions),
  ...vectors('distribution/reference', names),
  ...vectors('docs/snapshot.md, images', images),
];
