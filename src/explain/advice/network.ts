import { withoutPort } from '../../model/host.ts';
import { capitalised, t } from '../../model/l10n.ts';
import {
  type AdviceCommand,
  type AdviceContext,
  type AdviceTable,
  azText,
  bashWord,
  onRuntime,
  registryField,
  runtimeInWords,
  showsReason,
} from './known.ts';

/** From where the runtime is, if there is a way to look from there. */
function fromRuntime(known: AdviceContext): AdviceCommand {
  const { asked, host, registry } = known;
  if (!known.isAzure)
    return { text: `curl -sSI ${bashWord(`https://${asked}/v2/`)}`, purpose: t('test the connection to {0}', asked) };
  if (known.origin === 'kubernetes')
    return {
      text: onRuntime(known, 'aks check-acr', '<cluster>', ['--acr', host]),
      purpose: t('test the connection from {0} to {1}', runtimeInWords(known), host),
    };
  return {
    text: `${azText('acr check-health', ['--name', registry])} --ignore-errors --yes`,
    purpose: t('check the health of {0}', host),
  };
}

const withPort = (host: string) => (host === withoutPort(host) ? `${host}:443` : host);

/** The command that shows whether it happened once, or goes on. */
function failedEvents(known: AdviceContext): AdviceCommand {
  if (known.origin !== 'kubernetes' && known.origin !== 'containerd')
    return { text: showsReason(known), purpose: t('show what fails now') };
  return {
    text: 'kubectl get events --all-namespaces --field-selector reason=Failed --sort-by=.lastTimestamp',
    purpose: t('list the failures in the cluster'),
  };
}

/** The way to the registry. */
export const networkAdvice: AdviceTable = {
  'network-firewall': {
    why: ({ shown }) =>
      t('{0}, or a proxy in front of it, may block this network. A missing role would be a 401.', capitalised(shown)),
    check: known =>
      known.isAzure
        ? {
            text: azText('acr network-rule list', ['--name', known.registry]),
            purpose: t('list the network rules of {0}', known.host),
          }
        : fromRuntime(known),
    fix: ({ registry, isAzure }) =>
      !isAzure
        ? t('Ask the owner of that registry, or of the proxy in front of it, which callers are allowed.')
        : t(
            "Add a private endpoint in the target's network. Or, if the address is static: `{0}`",
            azText('acr network-rule add', ['--name', registry], ['--ip-address', '<address>']),
          ),
  },
  'network-private-only': {
    why: ({ shown }) => t('{0} may be open to private endpoints only, and this network reaches none.', shown),
    check: known => ({
      text: registryField(
        known,
        '{public:publicNetworkAccess, endpoints:privateEndpointConnections[].privateEndpoint.id}',
      ),
      purpose: t('show the public access and the private endpoints of {0}', known.host),
    }),
    fix: ({ suffix }) =>
      t("Connect the target's network to a private endpoint, then link the zone `privatelink.{0}` to it.", suffix),
  },
  'private-dns-missing': {
    why: ({ shown }) =>
      t('Without a linked private DNS zone, {0} resolves to its public address, or not at all.', shown),
    check: ({ suffix }) => ({
      text: `${azText('network private-dns link vnet list', ['--resource-group', '<zone group>'], ['--zone-name', `privatelink.${suffix}`])} -o table`,
      purpose: t('list the networks linked to privatelink.{0}', suffix),
    }),
    fix: ({ suffix }) => ({
      text: azText(
        'network private-dns link vnet create',
        ['--resource-group', '<zone group>'],
        ['--zone-name', `privatelink.${suffix}`],
        ['--name', '<link>'],
        ['--virtual-network', '<networkId>'],
        ['--registration-enabled', 'false'],
      ),
      purpose: t('link the network to privatelink.{0}', suffix),
    }),
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
    check: ({ lookedUp }) => ({ text: `nslookup ${bashWord(lookedUp)}`, purpose: t('look up {0} in DNS', lookedUp) }),
    fix: known =>
      !known.isAzure
        ? t("Check the DNS server's forwarding.")
        : t('Compare the host with `{0}`, then check private DNS.', registryField(known, 'loginServer')),
  },
  'tls-mismatch': {
    why: ({ shown }) => t("The certificate of {0} may be a proxy's, or may not cover this host.", shown),
    check: ({ asked }) => ({
      text: `openssl s_client -connect ${bashWord(withPort(asked))} -servername ${bashWord(withoutPort(asked))} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer`,
      purpose: t('show the certificate of {0}', asked),
    }),
    fix: () => t("Trust the proxy's certificate authority on the nodes, or exempt the registry. Keep verification on."),
  },
  'rate-limited': {
    why: ({ shown, isAzure, host }) =>
      isAzure
        ? t('{0} got too many requests in a minute.', capitalised(shown))
        : t('`{0}` limits the number of pulls, more so without a sign-in.', host),
    check: known =>
      known.isAzure
        ? { text: registryField(known, 'sku.name'), purpose: t('show the tier of {0}', known.host) }
        : failedEvents(known),
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
