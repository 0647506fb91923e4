// Deny assignments.
import { assignment, corp, deny, type Json, principal, resourceGroup, role, subscription } from './azure.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const { kubelet, group, stranger } = principal;
const sub = `/subscriptions/${subscription}`;
const CR = 'Microsoft.ContainerRegistry/registries';
const pull = (): Json => ({ roleAssignments: [assignment(kubelet, role.AcrPull)] });

const sealed = (...denyAssignments: readonly Json[]): Json => ({ ...pull(), denyAssignments });
const exactly = { actions: [`${CR}/pull/read`] };

const denials: readonly Row[] = [
  ['denied deny-assignment', 'everybody, everything', sealed(deny({}))],
  [
    'denied deny-assignment',
    'the identity, the action',
    sealed(deny({ principals: [{ id: kubelet, type: 'ServicePrincipal' }] }, exactly)),
  ],
  ['denied deny-assignment', 'at the management group above', sealed(deny({ scope: corp }))],
  [
    'denied deny-assignment',
    'at the resource group, in other capitals',
    sealed(deny({ scope: resourceGroup.toUpperCase() })),
  ],
  ['allowed', 'at another resource group', sealed(deny({ scope: `${sub}/resourceGroups/other` }))],
  ['allowed', 'another identity', sealed(deny({ principals: [{ id: stranger, type: 'ServicePrincipal' }] }))],
  [
    'allowed',
    'everybody but this identity',
    sealed(deny({ excludePrincipals: [{ id: kubelet.toUpperCase(), type: 'ServicePrincipal' }] })),
  ],
  [
    'allowed',
    'everybody but its group',
    { ...sealed(deny({ excludePrincipals: [{ id: group, type: 'Group' }] })), groups: { [kubelet]: [group] } },
  ],
  [
    'unknown not-readable',
    'everybody but a group that may be its own',
    { ...sealed(deny({ excludePrincipals: [{ id: group, type: 'Group' }] })), groups: {} },
  ],
  [
    'denied deny-assignment',
    'its group',
    { ...sealed(deny({ principals: [{ id: group, type: 'Group' }] })), groups: { [kubelet]: [group] } },
  ],
  [
    'unknown not-readable',
    'a group that may be its own',
    { ...sealed(deny({ principals: [{ id: group, type: 'Group' }] })), groups: {} },
  ],
  ['allowed', 'writing alone', sealed(deny({}, { actions: ['*/write', '*/delete'] }))],
  ['allowed', 'everything but the pull', sealed(deny({}, { actions: ['*'], notActions: [`${CR}/pull/read`] }))],
  ['allowed', 'data actions are none of legacy mode', sealed(deny({}, { dataActions: ['*'] }))],
  [
    'allowed',
    'at the resource group itself and nothing below',
    sealed(deny({ scope: resourceGroup, doNotApplyToChildScopes: true })),
  ],
  [
    'denied deny-assignment',
    'at the registry itself and nothing below',
    sealed(deny({ doNotApplyToChildScopes: true })),
  ],
  ['allowed', 'not read', { ...pull(), denyAssignments: null }],
  [
    'unknown not-readable',
    'could not be read',
    { ...pull(), denyAssignments: null, gaps: [{ what: 'denyAssignments', scope: sub, why: '403' }] },
  ],
  ['denied not-attached', 'there is no role that it could take away', { ...sealed(deny({})), roleAssignments: [] }],
];

export const denialVectors: readonly Vector[] = vectors('facts 2.1: RBAC deny assignments', denials);
