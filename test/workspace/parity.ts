// A config over the samples that changes all that a config can: severities, ignored findings, targets and globs.

export const parityConfig = (config: string): string => `${config
  .replace("      - 'deploy/prod/**'\n", '')
  .replace('name: aks-eu\n', 'name: europe\n')
  .replace("manifests: ['deploy/base/**', 'deploy/dev/**', ", "manifests: ['deploy/{base,dev,prod}/*.y*ml', ")}
severity:
  legacy-role-before-abac: information
  not-attached: warning
  unresolved-reference: error
  registry-not-visible: error
  condition-not-understood: warning
  network-firewall: hint
  broad-grant: 'off'
  no-pull-role: 'off'
  no-target: warning
ignore:
  - { cause: role-on-wrong-identity, reason: both are known }
  - { image: 'shopprod.azurecr.io/c*', target: aks-prod, reason: accepted }
  - { manifests: [jobs/**, 'more/{tenant,image}/**'], cause: image-not-found, reason: pushed at night }
  - { target: no-such-target, reason: idle }
`;

/** The `.gitignore` beside it. */
export const parityRules = 'more/tenant/\n';
