import { withoutPort } from '../../model/host.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { type AdviceTable, az, type Known, registryField, showsReason, word } from './known.ts';

/** From where the runtime is, if there is a way to look from there. */
const fromRuntime = (known: Known) =>
  !known.isAzure
    ? `curl -sSI ${word(`https://${known.asked}/v2/`)}`
    : known.origin === 'kubernetes'
      ? az('aks check-acr', ['--resource-group', '<group>'], ['--name', '<cluster>'], ['--acr', known.host])
      : `${az('acr check-health', ['--name', known.registry])} --ignore-errors --yes`;

const withPort = (host: string) => (host === withoutPort(host) ? `${host}:443` : host);

/** The command that shows whether it happened once, or goes on. */
const failedEvents = (known: Known) =>
  known.origin === 'kubernetes' || known.origin === 'containerd'
    ? 'kubectl get events --all-namespaces --field-selector reason=Failed --sort-by=.lastTimestamp'
    : showsReason(known);

/** The way to the registry. */
export const networkAdvice: AdviceTable = {
  'network-firewall': {
    why: ({ shown }) =>
      t('{0}, or a proxy in front of it, may block this network. A missing role would be a 401.', capitalised(shown)),
    check: known => (known.isAzure ? az('acr network-rule list', ['--name', known.registry]) : fromRuntime(known)),
    fix: ({ registry, isAzure }) =>
      !isAzure
        ? t('Ask the owner of that registry, or of the proxy in front of it, which callers are allowed.')
        : t(
            "Add a private endpoint in the target's network. Or, if the address is static: `{0}`",
            az('acr network-rule add', ['--name', registry], ['--ip-address', '<address>']),
          ),
  },
  'network-private-only': {
    why: ({ shown }) => t('{0} may be open to private endpoints only, and this network reaches none.', shown),
    check: known =>
      registryField(known, '{public:publicNetworkAccess, endpoints:privateEndpointConnections[].privateEndpoint.id}'),
    fix: ({ suffix }) =>
      t("Connect the target's network to a private endpoint, then link the zone `privatelink.{0}` to it.", suffix),
  },
  'private-dns-missing': {
    why: ({ shown }) =>
      t('Without a linked private DNS zone, {0} resolves to its public address, or not at all.', shown),
    check: ({ suffix }) =>
      `${az('network private-dns link vnet list', ['--resource-group', '<group>'], ['--zone-name', `privatelink.${suffix}`])} -o table`,
    fix: ({ suffix }) =>
      az(
        'network private-dns link vnet create',
        ['--resource-group', '<group>'],
        ['--zone-name', `privatelink.${suffix}`],
        ['--name', '<link>'],
        ['--virtual-network', '<networkId>'],
        ['--registration-enabled', 'false'],
      ),
  },
  'network-timeout': {
    why: ({ shown }) =>
      t('Packets to {0} or its data endpoint get lost, for example in a network security group or firewall.', shown),
    check: fromRuntime,
    fix: ({ host, asked, isAzure, suffix }) =>
      !isAzure
        ? t('Allow outbound traffic to `{0}`.', withPort(asked))
        : t(
            'Allow outbound traffic on port 443 to `{0}`, and to `*.data.{1}` (with data endpoints or private link) or {2}.',
            host,
            suffix,
            suffix === 'azurecr.io' ? '`*.blob.core.windows.net`' : t("the cloud's blob storage"),
          ),
  },
  'network-dns': {
    why: ({ lookedUp }) => t('DNS has no address for `{0}` where the pull ran.', lookedUp),
    check: ({ lookedUp }) => `nslookup ${word(lookedUp)}`,
    fix: known =>
      !known.isAzure
        ? t("Check the DNS server's forwarding.")
        : t('Compare the host with `{0}`, then check private DNS.', registryField(known, 'loginServer')),
  },
  'tls-mismatch': {
    why: ({ shown }) => t("The certificate of {0} may be a proxy's, or may not cover this host.", shown),
    check: ({ asked }) =>
      `openssl s_client -connect ${word(withPort(asked))} -servername ${word(withoutPort(asked))} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer`,
    fix: () => t("Trust the proxy's certificate authority on the nodes, or exempt the registry. Keep verification on."),
  },
  'rate-limited': {
    why: ({ shown, isAzure, host }) =>
      isAzure
        ? t('{0} got too many requests in a minute.', capitalised(shown))
        : t('`{0}` limits the number of pulls, more so without a sign-in.', host),
    check: known => (known.isAzure ? registryField(known, 'sku.name') : failedEvents(known)),
    fix: ({ isAzure }) =>
      isAzure
        ? t('Wait as long as `Retry-After` says. Use separate identities, cache layers, or choose a higher tier.')
        : t('Cache the image in your own registry (artifact cache), or sign in to that registry.'),
  },
  transient: {
    why: () => t('It may have been temporary: runtimes retry automatically.'),
    check: failedEvents,
    fix: () => t('Let the runtime retry. If it keeps failing, check the disk, the proxy and cached credentials.'),
  },
};
