import type { Signature } from '../signature.ts';

/** Refusals in the words of registries that are not Azure's, which nobody else says. */
export const otherRegistries: readonly Signature[] = [
  {
    id: 'ecs-not-found',
    kind: 'pull',
    words: [['cannotpullcontainererror', 'api error (404)']],
    says: 'The registry shows no such repository or tag to the role that pulls.',
    stage: 'find',
    causes: ['image-not-found', 'registry-not-found', 'no-pull-identity'],
    weight: 61,
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html',
  },
  {
    id: 'harbor-refused',
    kind: 'pull',
    words: [['unauthorized to access repository', 'action: pull']],
    says: 'The registry shows this repository to members of its project, and whoever asked is none, or is not known.',
    stage: 'authorise',
    causes: ['no-pull-identity', 'no-pull-role', 'expired-credential', 'image-not-found'],
    weight: 50,
    source: 'https://github.com/goharbor/harbor',
  },
  {
    id: 'google-agent',
    kind: 'pull',
    words: [['service agent', 'must have permission to read the image']],
    says: 'The agent of Cloud Run, which pulls, holds no role on the repository.',
    stage: 'authorise',
    causes: ['no-pull-role', 'image-not-found'],
    weight: 55,
    source: 'https://cloud.google.com/run/docs/troubleshooting',
  },
  {
    id: 'permission-in-google',
    kind: 'pull',
    words: [["don't have the needed permissions to perform this operation"]],
    says: 'The registry asked for a credential that may pull.',
    stage: 'authorise',
    causes: ['no-pull-identity', 'no-pull-role', 'expired-credential'],
    weight: 46,
    source: 'https://cloud.google.com/artifact-registry/docs/troubleshooting',
  },
];
