import {
  AzureCliCredential,
  ChainedTokenCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { Cloud, Connection } from '../../access/azure/clouds.ts';
import { loopback, loopbackPort } from '../../access/azure/wire/loopback.ts';
import { pipelineTo } from '../../access/azure/wire/pipeline.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The identity that the gate runs as. A pipeline or a shell provides it: by federation, by the managed identity of the
 * host, by a service principal in the environment, or by `az login`. It never prompts.
 * https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
 */
export function connect(cloud: Cloud, environment: Environment, log: (line: string) => void): Connection {
  const port = loopbackPort(environment);
  const base = port === undefined ? {} : { base: loopback(port) };
  const http = pipelineTo({ ...base, log });
  const options = { authorityHost: cloud.authority, httpClient: http, retryOptions: { maxRetries: 0 } };
  const anyTenant = { additionallyAllowedTenants: ['*'] };
  const federated =
    environment['AZURE_FEDERATED_TOKEN_FILE'] && environment['AZURE_CLIENT_ID'] && environment['AZURE_TENANT_ID'];
  const hosted = environment['IDENTITY_ENDPOINT'] !== undefined || environment['MSI_ENDPOINT'] !== undefined;
  const clientId = environment['AZURE_CLIENT_ID'];
  const managed = () => {
    // Without a virtual machine, nothing answers at the address of a machine's identity.
    const near = { httpClient: pipelineTo({ ...base, log, patience: hosted ? 10_000 : 1500, firstPause: 200 }) };
    const identity = { ...near, retryOptions: options.retryOptions };
    return clientId === undefined
      ? new ManagedIdentityCredential(identity)
      : new ManagedIdentityCredential({ ...identity, clientId });
  };
  // With the emulator, only the emulator is asked.
  const local = port === undefined ? [new AzureCliCredential(anyTenant), ...(hosted ? [] : [managed()])] : [];
  const credential = new ChainedTokenCredential(
    ...(federated ? [new WorkloadIdentityCredential({ ...options, ...anyTenant })] : []),
    ...(hosted && port === undefined ? [managed()] : []),
    new EnvironmentCredential({ ...options, ...anyTenant }),
    ...local,
  );
  return { cloud, credential, http };
}
