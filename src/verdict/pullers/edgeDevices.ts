import { t } from '../../model/l10n.ts';
import type { RegistryEntry } from '../../model/workload.ts';
import { tokenFor } from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import { accountCredential, type CredentialChain, only, unreadChain } from './credential.ts';

/**
 * The agent of IoT Edge signs in with the first of its registry credentials that has the image's host for its address: a user
 * name and a password, and no identity of Azure. A layered deployment adds to those of the device, as the environment of the
 * agent can (`DockerRegistryAuth`), so that one which is not here may be there.
 * https://learn.microsoft.com/azure/iot-edge/module-edgeagent-edgehub (registryCredentials),
 * https://learn.microsoft.com/azure/iot-edge/module-deployment-monitoring#layered-deployment,
 * https://github.com/Azure/iotedge (edge-agent: CombinedDockerConfigProvider.cs, DockerUtil.cs)
 */
export function edgeDeviceCredentials(entries: readonly RegistryEntry[], pull: Pull): CredentialChain {
  const { host, registry, repository, reference } = pull;
  const entry = entries.find(({ server, open }) => open.includes('server') || server.toLowerCase() === host);
  if (entry === undefined) {
    const why = t(
      'no entry of `registryCredentials` has the address `{0}`: add one with a token of the registry, unless another deployment of the device has it',
      host,
    );
    return unreadChain(why, null);
  }
  const related = entry.span ? [{ file: reference.file, span: entry.span, role: t('registry entry') }] : [];
  if (entry.open.includes('server')) {
    return unreadChain(t('its registry entry `{0}` is known only when it is deployed', entry.server), null, related);
  }
  const { username } = entry;
  if (username !== undefined && entry.open.includes('username')) {
    const why = t('the device signs in as `{0}`, which is known only when it is deployed', username);
    return unreadChain(why, null, related);
  }
  const user = username === undefined ? t('a credential without a user name') : t('user `{0}`', username);
  const words = {
    name: user,
    whose: t('its registry entry'),
    why: t('`registryCredentials` of its deployment holds a user name and a password'),
    fact: t('registry entry for `{0}`: {1}', entry.server, user),
  };
  const isAdmin = username?.toLowerCase() === registry.name.toLowerCase();
  const runtimeFix =
    isAdmin && repository !== undefined ? { fix: tokenFor(repository, registry), after: undefined } : undefined;
  return only(accountCredential({ username }, words, null, { related, runtimeFix }), 'maybe');
}
