import type { CauseId } from '../../causes/index.ts';
import type { Ranking } from './row.ts';

/** Causes that the roles at an Azure registry decide. */
export const ofRoles: readonly CauseId[] = [
  'not-attached',
  'no-pull-role',
  'role-on-wrong-identity',
  'wrong-role-for-mode',
  'cross-tenant',
];

/** Other refusals of a caller that only Azure knows. */
export const ofAzure: readonly CauseId[] = [
  'condition-excludes-repository',
  'deny-assignment',
  'admin-disabled',
  'arm-token-refused',
  'propagating',
];

/** A registry asked for a credential that may pull: none was sent, or one without a role. */
export const refused: Ranking = {
  kubernetes: [
    'not-attached',
    'no-pull-role',
    'expired-credential',
    'role-on-wrong-identity',
    'wrong-role-for-mode',
    'cross-tenant',
    'image-not-found',
    'propagating',
  ],
  containerd: ['not-attached', 'no-pull-identity', 'no-pull-role', 'expired-credential', 'wrong-role-for-mode'],
  containerApp: [
    'registry-not-configured',
    'no-pull-role',
    'no-pull-identity',
    'expired-credential',
    'arm-token-refused',
    'wrong-role-for-mode',
  ],
  containerGroup: ['no-pull-identity', 'no-pull-role', 'expired-credential', 'wrong-role-for-mode'],
  site: ['no-pull-role', 'no-pull-identity', 'expired-credential', 'arm-token-refused', 'wrong-role-for-mode'],
  artifact: ['no-pull-identity', 'no-pull-role', 'expired-credential', 'wrong-role-for-mode'],
  usual: ['no-pull-identity', 'no-pull-role', 'expired-credential', 'wrong-role-for-mode', 'admin-disabled'],
};

/** A credential was sent, and the registry refused it. */
export const refusedCredential: Ranking = {
  kubernetes: [
    'expired-credential',
    'not-attached',
    'admin-disabled',
    'no-pull-role',
    'wrong-role-for-mode',
    'condition-excludes-repository',
    'role-on-wrong-identity',
  ],
  containerApp: ['expired-credential', 'no-pull-role', 'registry-not-configured', 'admin-disabled'],
  usual: ['expired-credential', 'no-pull-identity', 'no-pull-role', 'admin-disabled', 'wrong-role-for-mode'],
};

/** The registry shows this caller no such repository. It is Docker Hub if the image names no host. */
export const hidden: Ranking = {
  kubernetes: ['registry-not-found', 'not-attached', 'no-pull-role', 'image-not-found', 'no-pull-identity'],
  usual: ['registry-not-found', 'no-pull-identity', 'no-pull-role', 'image-not-found', 'condition-excludes-repository'],
};

/** The most frequent causes, where the words only say that a pull failed. */
export const unsaid: Ranking = {
  kubernetes: ['not-attached', 'image-not-found', 'network-firewall', 'network-timeout'],
  containerApp: ['no-pull-role', 'registry-not-configured', 'image-not-found', 'network-firewall'],
  containerGroup: ['no-pull-identity', 'no-pull-role', 'image-not-found', 'network-firewall'],
  site: ['no-pull-role', 'no-pull-identity', 'image-not-found', 'network-firewall'],
  artifact: ['no-pull-identity', 'image-not-found', 'no-pull-role', 'network-timeout'],
  usual: ['no-pull-role', 'no-pull-identity', 'image-not-found', 'network-timeout'],
};
