import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';

/**
 * Endpoints of Azure's clouds. They never come from a setting, a manifest or an answer. A token goes to the hosts of
 * this table and to registries of its domains, and nowhere else.
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
 * https://learn.microsoft.com/graph/deployments, https://learn.microsoft.com/azure/china/resources-developer-guide
 */
export type CloudName = 'AzureCloud' | 'AzureChinaCloud' | 'AzureUSGovernment';

export interface Cloud {
  /** As `az cloud list` names it. */
  readonly name: CloudName;
  readonly arm: string;
  readonly authority: string;
  /** Microsoft Graph. */
  readonly directory: string;
  readonly registrySuffix: string;
}

export const clouds: Readonly<Record<CloudName, Cloud>> = {
  AzureCloud: {
    name: 'AzureCloud',
    arm: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    directory: 'https://graph.microsoft.com',
    registrySuffix: '.azurecr.io',
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    arm: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    directory: 'https://microsoftgraph.chinacloudapi.cn',
    registrySuffix: '.azurecr.cn',
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    arm: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    directory: 'https://graph.microsoft.us',
    registrySuffix: '.azurecr.us',
  },
};

export function isCloudName(name: string): name is CloudName {
  return Object.hasOwn(clouds, name);
}

/** The credential that reads, the cloud, and the pipeline. */
export interface Connection {
  readonly cloud: Cloud;
  /**
   * Gives a token for one tenant at a time, by `tenantId` in the options. Without it, for the tenant of the account.
   */
  readonly credential: TokenCredential;
  /** Takes every request of every SDK (`wire/pipeline.ts`). */
  readonly http: HttpClient;
}

export function forTenant(credential: TokenCredential, tenantId: string | undefined): TokenCredential {
  if (tenantId === undefined) return credential;
  return {
    getToken: (scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> =>
      credential.getToken(scopes, { ...options, tenantId }),
  };
}
