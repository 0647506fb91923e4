import type { CauseId } from '../../causes/index.ts';
import type { Ranking } from './row.ts';

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

/** Docker Hub hides a repository, or doesn't have it. A name without a host may be meant for another registry. */
export const hiddenByHub: readonly CauseId[] = [
  'registry-not-found',
  'image-not-found',
  'no-pull-identity',
  'expired-credential',
];

/** The registry shows this caller no such repository. It is Docker Hub if the image names no host. */
export const hidden: Ranking = {
  kubernetes: ['registry-not-found', 'not-attached', 'no-pull-role', 'image-not-found', 'no-pull-identity'],
  usual: ['registry-not-found', 'no-pull-identity', 'no-pull-role', 'image-not-found', 'condition-excludes-repository'],
  hub: hiddenByHub,
};

/**
 * A registry that isn't Azure's answered 403: it refuses a caller or a network.
 * https://cloud.google.com/artifact-registry/docs/troubleshooting
 */
export const forbiddenElsewhere: readonly CauseId[] = [
  'no-pull-identity',
  'image-not-found',
  'network-firewall',
  'no-pull-role',
  'expired-credential',
];

/** The most frequent causes, where the words only mean that a pull failed. */
export const unsaid: Ranking = {
  kubernetes: ['not-attached', 'image-not-found', 'network-firewall', 'network-timeout'],
  containerApp: ['no-pull-role', 'registry-not-configured', 'image-not-found', 'network-firewall'],
  containerGroup: ['no-pull-identity', 'no-pull-role', 'image-not-found', 'network-firewall'],
  site: ['no-pull-role', 'no-pull-identity', 'image-not-found', 'network-firewall'],
  artifact: ['no-pull-identity', 'image-not-found', 'no-pull-role', 'network-timeout'],
  usual: ['no-pull-role', 'no-pull-identity', 'image-not-found', 'network-timeout'],
};
