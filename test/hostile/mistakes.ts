// Twenty typical mistakes in a config and a snapshot, and the message for each: node test/hostile/mistakes.ts
// Would you know what to do?
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { snapshot } from '../gate/gate.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers';
const aks = (name: string) => `${group}/Microsoft.ContainerService/managedClusters/${name}`;
const target = (more: string) => `version: 1\ntargets:\n  - { name: prod, ${more} }\n`;

const configs: readonly (readonly [what: string, text: string])[] = [
  ['no version', 'targets: []\n'],
  ['another version', 'version: 2\n'],
  ['a misspelt key', 'version: 1\ntarget: []\n'],
  ['a misspelt kind', target('kind: akss')],
  ['no name', 'version: 1\ntargets:\n  - { kind: aks }\n'],
  ['a misspelt cause', 'version: 1\nseverity: { not-atached: warning }\n'],
  ['a rule without a reason', 'version: 1\nignore:\n  - { cause: not-attached }\n'],
  ['a snapshot elsewhere', 'version: 1\nsnapshot: ../access.json\n'],
  ['a tab', 'version: 1\ntargets:\n\t- { name: a }\n'],
  ['a cluster that is not there', target(`kind: aks, id: ${aks('aks-yess')}`)],
  ['a glob that matches nothing', target(`kind: aks, id: ${aks('aks-yes')}, manifests: 'delpoy/**'`)],
  ['an id of another kind', target(`kind: containerApp, id: ${aks('aks-yes')}`)],
];

type Data = Record<string, unknown> & { readonly resources: Record<string, unknown>[]; roleAssignments: Data[] };
const changed = (change: (data: Data) => unknown): string => {
  const data: Data = JSON.parse(snapshot());
  change(data);
  return JSON.stringify(data, null, 1);
};
const properties = (data: Data) => data.roleAssignments[0]?.['properties'] as Record<string, unknown>;

const snapshots: readonly (readonly [what: string, text: string])[] = [
  ['an answer of az alone', '[]'],
  ['a comma too many', `${snapshot().slice(0, -1)},}`],
  [
    'a misspelt list',
    changed(data => Object.assign(data, { denyAssigments: data['denyAssignments'], denyAssignments: undefined })),
  ],
  ['an assignment without a scope', changed(data => Object.assign(properties(data), { scope: '' }))],
  ['a name instead of a principal', changed(data => Object.assign(properties(data), { principalId: 'aks-yes' }))],
  [
    'an answer that was cut off',
    changed(data =>
      Object.assign(data, {
        roleAssignments: { value: data.roleAssignments, nextLink: 'https://management.azure.com/x' },
      }),
    ),
  ],
  [
    'a gap that means nothing',
    changed(data => Object.assign(data, { gaps: [{ what: 'role assignments', scope: '*', why: '403' }] })),
  ],
  [
    'a registry twice',
    changed(data => data.resources.push({ ...data.resources[0], location: 'eastus', properties: {} })),
  ],
];

/** The message for each, by its mistake. */
export function saidOfMistakes(): readonly (readonly [what: string, said: readonly string[]])[] {
  const read = readSnapshot(snapshot(), 'access.json');
  const map = 'map' in read ? read.map : undefined;
  return [
    ...configs.map(([what, text]) => {
      const { config, problems } = readConfig(text, '.acr-pull.yaml');
      const found =
        problems.length > 0 ? problems : mistakesIn({ config, map, manifests: ['deploy/a.yaml'], findings: [] });
      const lineOf = (start: number) => text.slice(0, start).split('\n').length;
      return [
        `config: ${what}`,
        found.map(({ span, message }) => `.acr-pull.yaml:${lineOf(span.start)}: ${message}`),
      ] as const;
    }),
    ...snapshots.map(([what, text]) => {
      const result = readSnapshot(text, 'access.json');
      return [`snapshot: ${what}`, 'problems' in result ? result.problems.map(({ message }) => message) : []] as const;
    }),
  ];
}

if (import.meta.main)
  for (const [what, said] of saidOfMistakes()) console.log(`${what}\n${said.map(each => `    ${each}\n`).join('')}`);
