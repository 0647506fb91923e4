import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Cloud } from './clouds.ts';

/** Who reads, where, and by what way. */
export interface Connection {
  readonly cloud: Cloud;
  /** Asked for one tenant at a time, by `tenantId` in the options; without it, for the tenant of the account. */
  readonly credential: TokenCredential;
  /** Takes every request of every SDK; see `courier.ts`. */
  readonly http: HttpClient;
  /** One line for each step; never a token, a header or a body. */
  readonly log: (line: string) => void;
}

export function forTenant(credential: TokenCredential, tenantId: string | undefined): TokenCredential {
  if (tenantId === undefined) return credential;
  return {
    getToken: (scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> =>
      credential.getToken(scopes, { ...options, tenantId }),
  };
}
