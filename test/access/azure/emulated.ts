import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { clouds } from '../../../src/access/azure/clouds.ts';
import type { Connection } from '../../../src/access/azure/connection.ts';
import { courier } from '../../../src/access/azure/courier.ts';
import { loopback } from '../../../src/access/azure/loopback.ts';
import type { Emulator } from '../../emulator/emulator.ts';

/** A connection to the emulator, as a face makes one to Azure. */
export function connectionTo(emulator: Emulator, { log = (_: string) => {}, patience = 1000 } = {}): Connection {
  const credential: TokenCredential = {
    async getToken(_scopes, options): Promise<AccessToken> {
      const { value, expiresAt } = emulator.tokens.issue(options?.tenantId ?? '*');
      return { token: value, expiresOnTimestamp: expiresAt };
    },
  };
  const http = courier({ base: loopback(emulator.port), log, patience, firstPause: 5 });
  return { cloud: clouds.AzureCloud, credential, http, log };
}
