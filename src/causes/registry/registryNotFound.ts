import type { Cause } from '../cause.ts';

export const registryNotFound = {
  id: 'registry-not-found',
  outcome: 'denied',
  step: 'registry',
  title: 'no such registry',
  severity: 'error',
  meaning:
    "The host in the reference is no Azure registry: either its ending is not one of Azure's (`azurecr.io`, `azurecr.cn`, `azurecr.us`), or it differs by a letter or two from a registry that was read, while no registry of its own name was. No role helps here, because the request goes to another registry, or to none.",
  refusal: ({ host }) => `Nothing can be pulled from \`${host}\``,
  nextStep: 'Correct the host',
  confirm: 'az acr list --query "[].loginServer" -o tsv',
  mendedBy: ['correctHost'],
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli',
} as const satisfies Cause;
