// Every fix as commands, with hostile names in all places where Azure or a manifest could bring one: bash hands to `az`
// exactly what is meant, and nothing else runs. Syntax: the CLI's reference (aks update, role assignment create,
// acr network-rule add, network private-dns link vnet create, containerapp registry set, containerapp identity assign,
// acr config authentication-as-arm update, ad app credential reset, aks update-credentials, aks nodepool upgrade,
// identity create).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArmId } from '../../../src/access/ids.ts';
import type { AccessMap, Cluster, Registry, Site } from '../../../src/access/map.ts';
import type { Fix } from '../../../src/model/fix.ts';
import { assignIdentity, setRegistryIdentity, useSiteIdentity } from '../../../src/verdict/fixes/appFixes.ts';
import {
  clusterToManagedIdentity,
  enableArmTokens,
  hasMode,
  identityForGroup,
  renewApplicationSecret,
  renewClusterCredential,
} from '../../../src/verdict/fixes/credentialFixes.ts';
import { allowAddresses, linkZone } from '../../../src/verdict/fixes/networkFixes.ts';
import { commandFor } from '../../../src/verdict/fixes/print.ts';
import { roleFixes } from '../../../src/verdict/fixes/roleFixes.ts';
import { abac, cluster, guid, mapOf, registry, roles, site } from '../facts.ts';
import { networkId, virtualNetwork, zoneLink } from '../networkFacts.ts';
import { hasBash, hostileNames, newPrincipal, newSecret, runInBash } from './bash.ts';

const kubelet = guid('aks kubelet');
const subscription = '50b00000-0000-4000-8000-000000000001';

/** A world in which everything is called by this name. Slashes would make other ids of it. */
function worldOf(
  name: string,
  mode: Readonly<Record<string, unknown>> = {},
): { readonly map: AccessMap; readonly shop: Registry; readonly aks: Cluster } {
  const inside = `/subscriptions/${subscription}/resourceGroups/${name}/providers`;
  const shop = { ...registry('shop', mode), id: `${inside}/Microsoft.ContainerRegistry/registries/${name}`, name };
  const aks = { ...cluster('aks'), id: `${inside}/Microsoft.ContainerService/managedClusters/${name}`, name };
  const link = zoneLink('hub');
  const zone = `${inside}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/x`;
  const map = mapOf({ resources: [shop, aks, { ...link, id: zone, name: 'x' }, virtualNetwork('spoke')] });
  const [found] = map.registries;
  const [runtime] = map.runtimes;
  assert.ok(found && runtime?.kind === 'aks');
  return { map, shop: found, aks: runtime };
}

/** Characters that no id can hold never get into a map. */
const names = hostileNames.filter(name => !name.includes('/') && parseArmId(`/providers/a/b/${name}`) !== undefined);

/** The arguments that each fix should hand to `az`, by the name of everything. */
const expectations: readonly (readonly [
  what: string,
  fixes: (name: string) => readonly Fix[],
  calls: (name: string, id: string) => readonly (readonly string[])[],
])[] = [
  [
    'attach, and the role behind it',
    name => {
      const { map, shop, aks } = worldOf(name);
      return roleFixes({ principalId: kubelet, registry: shop, mode: 'legacy', map }, map.runtimeById(aks.id), []);
    },
    (name, id) => [
      ['aks', 'update', ...inGroup(name), `--name=${name}`, `--attach-acr=${id}`],
      [
        'role',
        'assignment',
        'create',
        `--assignee-object-id=${kubelet}`,
        '--assignee-principal-type=ServicePrincipal',
        `--role=${roles.AcrPull}`,
        `--scope=${id}`,
      ],
    ],
  ],
  [
    'the role for one repository',
    name => {
      const { map, shop, aks } = worldOf(name, abac);
      return roleFixes({ principalId: kubelet, registry: shop, mode: 'abac', map }, map.runtimeById(aks.id), [
        'team/web',
      ]);
    },
    (_, id) => [
      [
        'role',
        'assignment',
        'create',
        `--assignee-object-id=${kubelet}`,
        '--assignee-principal-type=ServicePrincipal',
        `--role=${roles.RepositoryReader}`,
        `--scope=${id}`,
        '--condition-version=2.0',
        `--condition=${conditionFor('team/web')}`,
      ],
    ],
  ],
  [
    'a principal of any name',
    name => {
      const { map, shop, aks } = worldOf('shop');
      return roleFixes({ principalId: name, registry: shop, mode: 'legacy', map }, map.runtimeById(aks.id), []);
    },
    name => [
      [
        'role',
        'assignment',
        'create',
        `--assignee-object-id=${name}`,
        '--assignee-principal-type=ServicePrincipal',
        `--role=${roles.AcrPull}`,
        `--scope=${idOf('shop')}`,
      ],
    ],
  ],
  [
    'rules of the firewall, one by one',
    name => allowAddresses(worldOf(name).shop, ['20.61.4.7', name]),
    name => [
      ['acr', 'network-rule', 'add', `--subscription=${subscription}`, `--name=${name}`, '--ip-address=20.61.4.7'],
      ['acr', 'network-rule', 'add', `--subscription=${subscription}`, `--name=${name}`, `--ip-address=${name}`],
    ],
  ],
  [
    'a link of the private zone',
    name => {
      const { map, shop } = worldOf(name);
      return linkZone(shop, [networkId(name)], map);
    },
    // It asks first: the CLI sends `If-None-Match: *`, and a second run would fail.
    name => [
      [
        'network',
        'private-dns',
        'link',
        'vnet',
        'list',
        ...inGroup(name),
        '--zone-name=privatelink.azurecr.io',
        `--query=[?name=='${linkName(name)}'].name`,
        '--output=tsv',
      ],
      [
        'network',
        'private-dns',
        'link',
        'vnet',
        'create',
        ...inGroup(name),
        '--zone-name=privatelink.azurecr.io',
        `--name=${linkName(name)}`,
        `--virtual-network=${networkId(name)}`,
        '--registration-enabled=false',
      ],
    ],
  ],
  [
    'a site that is to pull with an identity, and a slot of it',
    name => ['', `/slots/${name}`].map(slot => useSiteIdentity(siteOf(name, slot), name, false)),
    name =>
      [[], [`--slot=${name}`]].flatMap(slot => [
        ['webapp', 'identity', 'assign', ...inGroup(name), `--name=${name}`, ...slot, `--identities=${name}`],
        [
          'webapp',
          'config',
          'set',
          ...inGroup(name),
          `--name=${name}`,
          ...slot,
          '--acr-use-identity=true',
          `--acr-identity=${name}`,
        ],
      ]),
  ],
  [
    'the registry entry of an app and of a job',
    name =>
      (['containerApp', 'containerAppJob'] as const).map(kind =>
        setRegistryIdentity({ kind, name, resourceGroup: name, subscription }, name, name, 'useIdentity'),
      ),
    name => [
      ['containerapp', 'registry', 'set', ...inGroup(name), `--name=${name}`, `--server=${name}`, `--identity=${name}`],
      [
        'containerapp',
        'job',
        'registry',
        'set',
        ...inGroup(name),
        `--name=${name}`,
        `--server=${name}`,
        `--identity=${name}`,
      ],
    ],
  ],
  [
    'an identity for an app',
    name =>
      ['system', name].map(identity =>
        assignIdentity({ kind: 'containerApp', name, resourceGroup: name, subscription }, identity),
      ),
    name => [
      ['containerapp', 'identity', 'assign', ...inGroup(name), `--name=${name}`, '--system-assigned'],
      ['containerapp', 'identity', 'assign', ...inGroup(name), `--name=${name}`, `--user-assigned=${name}`],
    ],
  ],
  [
    'tokens of Resource Manager',
    name => [enableArmTokens(worldOf(name).shop)],
    name => [
      [
        'acr',
        'config',
        'authentication-as-arm',
        'update',
        `--subscription=${subscription}`,
        `--registry=${name}`,
        '--status=enabled',
      ],
    ],
  ],
  [
    'a new secret, straight into the cluster',
    name => [renewClusterCredential(worldOf(name).aks, name)],
    name => [
      ['ad', 'app', 'credential', 'reset', '--append', `--id=${name}`, '--query=password', '--output=tsv'],
      [
        'aks',
        'update-credentials',
        ...inGroup(name),
        `--name=${name}`,
        '--reset-service-principal',
        `--service-principal=${name}`,
        `--client-secret=${newSecret}`,
      ],
    ],
  ],
  [
    'from a service principal to a managed identity: role first, then the nodes',
    name => [clusterToManagedIdentity(worldOf(name).aks, { registry: moded(worldOf(name).shop), repository: 'web' })],
    (name, id) => [
      ['aks', 'update', ...inGroup(name), `--name=${name}`, '--enable-managed-identity', '--yes'],
      ['aks', 'update', ...inGroup(name), `--name=${name}`, `--attach-acr=${id}`],
      ['aks', 'nodepool', 'upgrade', ...inGroup(name), `--cluster-name=${name}`, '--name=system', '--node-image-only'],
    ],
  ],
  [
    'the same where attaching is of no use',
    name => {
      const { aks, shop } = worldOf(name, abac);
      return [clusterToManagedIdentity({ ...aks, nodePools: [] }, { registry: moded(shop), repository: 'web' })];
    },
    (name, id) => [
      ['aks', 'update', ...inGroup(name), `--name=${name}`, '--enable-managed-identity', '--yes'],
      [
        'aks',
        'show',
        ...inGroup(name),
        `--name=${name}`,
        '--query=identityProfile.kubeletidentity.objectId',
        '--output=tsv',
      ],
      [...readerOf(id), `--condition=${conditionFor('web')}`, `--assignee-object-id=${newPrincipal}`],
    ],
  ],
  [
    'an identity for a container group',
    name => {
      const group = { name, resourceGroup: name, subscription };
      return [identityForGroup(group, { registry: moded(worldOf(name, abac).shop), repository: undefined })];
    },
    (name, id) => [
      ['identity', 'create', ...inGroup(name), `--name=id-${name}`, '--query=principalId', '--output=tsv'],
      [...readerOf(id).slice(0, -1), `--assignee-object-id=${newPrincipal}`],
    ],
  ],
  [
    'a new secret for a pull secret',
    name => [renewApplicationSecret(name)],
    name => [['ad', 'app', 'credential', 'reset', '--append', `--id=${name}`, '--query=password', '--output=tsv']],
  ],
];

function inGroup(name: string): readonly string[] {
  return [`--subscription=${subscription}`, `--resource-group=${name}`];
}

function siteOf(name: string, slot: string): Site {
  const id = `/subscriptions/${subscription}/resourceGroups/${name}/providers/Microsoft.Web/sites/${name}${slot}`;
  const [found] = mapOf({
    resources: [{ ...site('site', {}, { type: 'None' }), id, name: undefined, type: undefined }],
  }).runtimes;
  assert.ok(found?.kind === 'site');
  return found;
}

/** A name of ours, which no text of Azure's gets into but for letters and digits. */
function linkName(name: string): string {
  const { map, shop } = worldOf(name);
  const [fix] = linkZone(shop, [networkId(name)], map);
  const found = fix?.commands[0]?.options.find(([option]) => option === '--name')?.[1] ?? '';
  assert.match(found, /^link-[\w.-]{0,64}-[0-9a-f]{8}$/);
  return found;
}

function moded(shop: Registry) {
  assert.ok(hasMode(shop));
  return shop;
}

function readerOf(id: string): readonly string[] {
  return [
    'role',
    'assignment',
    'create',
    '--assignee-principal-type=ServicePrincipal',
    `--role=${roles.RepositoryReader}`,
    `--scope=${id}`,
    '--condition-version=2.0',
  ];
}

function conditionFor(repository: string): string {
  return `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${repository}'))`;
}

function idOf(name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${name}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

for (const [what, fixesOf, callsOf] of expectations) {
  test(`in bash, ${what}: the arguments are exactly what is meant`, { skip: !hasBash }, () => {
    const scripts = names.flatMap(name =>
      fixesOf(name).map(({ bash, title }) => bash ?? assert.fail(`${title}: no command`)),
    );
    const expected = names.flatMap(name => callsOf(name, idOf(name)));
    assert.deepEqual(runInBash(scripts.join('\n')).calls, expected);
  });

  test(`in PowerShell, ${what}: the same words for plain names, and no command where cmd.exe could act`, () => {
    for (const fix of fixesOf('shop-prod')) {
      assert.ok(fix.powershell !== null && fix.bash !== null);
      for (const { unless, ...own } of fix.commands) {
        for (const command of [own, ...(unless ? [unless] : [])]) {
          const [one, other] = [commandFor('powershell', command) ?? '', commandFor('bash', command) ?? ''];
          if (!other.includes('=$(')) assert.equal(wordsOf(one), wordsOf(other));
        }
      }
    }
    for (const name of ['a&calc', '%PATH%', 'a"b']) {
      for (const { powershell, bash } of fixesOf(name)) if (bash?.includes(name)) assert.equal(powershell, null);
    }
  });
}

/** The command without its quotes. */
function wordsOf(command: string): string {
  return command.replaceAll(/'\\''|''|'/g, '');
}
