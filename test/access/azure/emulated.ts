import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { type Connection, clouds } from '../../../src/access/azure/clouds.ts';
import { loopback } from '../../../src/access/azure/wire/loopback.ts';
import { pipelineTo } from '../../../src/access/azure/wire/pipeline.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { audienceOf } from '../../emulator/tokens.ts';

/**
 * A connection to the emulator, as a face makes one to Azure. `patience` is that with one request, in milliseconds: on
 * a busy machine an answer may take any time, so only what meets an answer without end has less.
 */
export function connectionTo(emulator: Emulator, { log = (_: string) => {}, patience = 30_000 } = {}): Connection {
  const credential: TokenCredential = {
    async getToken(scopes, { tenantId = '*' } = {}): Promise<AccessToken> {
      const refused = emulator.world.signInError(tenantId);
      if (refused) throw Object.assign(new Error(refused), { name: 'AuthenticationRequiredError' });
      const { value, expiresAt } = emulator.tokens.issue(tenantId, audienceOf([scopes].flat().join(' ')));
      return { token: value, expiresOnTimestamp: expiresAt };
    },
  };
  const http = pipelineTo({ base: loopback(emulator.port), log, patience, firstPause: 1 });
  return { cloud: clouds.AzureCloud, credential, http };
}
