import type { Stage } from './explanation.ts';

/** How far a pull came before it failed, for people. */
export const stageTitles: Readonly<Record<Stage, string>> = {
  reach: 'the registry was not reached',
  authenticate: 'the credential was refused',
  authorise: 'the pull was refused',
  find: 'the image was not found',
  'after the pull': 'after the pull',
};
