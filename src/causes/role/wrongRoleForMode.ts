import type { Cause } from '../cause.ts';

export const wrongRoleForMode = {
  id: 'wrong-role-for-mode',
  outcome: 'denied',
  step: 'role',
  title: 'role does not count in this access mode',
  severity: 'error',
  meaning: 'The identity holds a role that would let it pull, if the registry were in the other mode.',
  refusal: ({ who, repository }) => `${who} can't pull ${repository === undefined ? 'this' : `\`${repository}\``}`,
  nextStep: 'Assign Container Registry Repository Reader',
  confirm: 'az acr show -n shopabac --query roleAssignmentMode -o tsv',
  mendedBy: ['assignRole'],
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
} as const satisfies Cause;
