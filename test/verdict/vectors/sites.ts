// App Service.
import {
  armOff,
  assignment,
  closed,
  identityBlock,
  type Json,
  principal,
  registry,
  role,
  site,
  uami,
  uamiId,
} from './azure.ts';
import { siteTemplate } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const system = identityBlock({ system: principal.app });
const user = identityBlock({ user: [uamiId] });
const none = identityBlock({});
const appHeld = { roleAssignments: [assignment(principal.app, role.AcrPull)] };
const uamiHeld = { roleAssignments: [assignment(principal.uami, role.AcrPull)] };

const managed = { acrUseManagedIdentityCreds: true };
const here = (config: Json, identity: Json, shop: Json = {}): Json => ({
  resources: [registry(shop), site(config, identity), uami],
});
const portal = { files: siteTemplate({}) };
const sites: readonly Row[] = [
  ['allowed', 'its own identity', { ...here(managed, system), ...appHeld }, portal],
  ['denied no-pull-role', 'its own identity without a role', here(managed, system), portal],
  ['denied identity-not-assigned', 'its own identity, which it does not have', here(managed, none), portal],
  [
    'allowed',
    'a user-assigned identity by its client id',
    { ...here({ ...managed, acrUserManagedIdentityID: principal.uamiClient }, user), ...uamiHeld },
    portal,
  ],
  [
    'denied identity-not-assigned',
    'a client id that none of its identities has',
    { ...here({ ...managed, acrUserManagedIdentityID: principal.uamiClient }, system), ...uamiHeld },
    portal,
  ],
  ['unknown not-readable', 'a password in its settings', here({ acrUseManagedIdentityCreds: false }, system), portal],
  ['unknown not-readable', 'how it pulls was not read', here({}, system), portal],
  [
    'denied arm-token-refused',
    'a registry that refuses tokens of Resource Manager',
    { ...here(managed, system, armOff), ...appHeld },
    portal,
  ],
  [
    'allowed',
    'the template switches managed identities on',
    { ...here({ acrUseManagedIdentityCreds: false }, system), ...appHeld },
    { files: siteTemplate(managed, { type: 'SystemAssigned' }) },
  ],
  [
    'denied network-private-only',
    'public access is off, and it is no trusted service',
    { ...here(managed, system, closed), ...appHeld },
    portal,
  ],
];

export const siteVectors: readonly Vector[] = vectors('facts 4.3: App Service', sites);
