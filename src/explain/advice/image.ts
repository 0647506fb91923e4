import { withoutPort } from '../../model/host.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { registryOf } from '../../verdict/registry/registries.ts';
import {
  type AdviceCommand,
  type AdviceContext,
  type AdviceTable,
  azText,
  bashWord,
  query,
  registryField,
} from './known.ts';

const list = (): AdviceCommand => ({
  text: `${azText('acr list', query('[].loginServer'))} -o tsv`,
  purpose: t('list the login servers of your registries'),
});

const inspect = (known: AdviceContext): AdviceCommand => ({
  text: `docker manifest inspect ${bashWord(whole(known))}`,
  purpose: t('show the manifest of {0}', known.image),
});

const scan = (): AdviceCommand => ({ text: 'acr-pull scan', purpose: t('list the images of your manifests') });

/** Advice about the host in the image's name, and about images that it lacks. */
export const imageAdvice: AdviceTable = {
  'registry-not-found': {
    why: ({ host, shown }) => {
      if (host === 'docker.io') return t('Without the host of another registry, an image comes from Docker Hub.');
      if (host === 'hub.docker.com') return t("This is Docker Hub's website, not a registry.");
      const answer = registryOf(host, undefined);
      if (answer.kind === 'wrongDomain')
        return answer.suggestion
          ? t("{0} isn't an Azure registry. Did you mean `{1}`?", shown, answer.suggestion)
          : t("{0} isn't an Azure registry.", shown);
      if (answer.kind === 'foreign') return t('{0} may not exist, or its name is misspelled.', capitalised(shown));
      return t('{0} may not exist, or may be in another subscription or cloud.', capitalised(shown));
    },
    check: ({ isAzure, host }) =>
      isAzure || registryOf(host, undefined).kind !== 'foreign' || host === 'docker.io'
        ? list()
        : { text: `nslookup ${bashWord(withoutPort(host))}`, purpose: t('look up {0} in DNS', withoutPort(host)) },
    fix: ({ host }) =>
      host === 'hub.docker.com'
        ? t('Remove `hub.docker.com/r/` or `hub.docker.com/_/` from the name.')
        : t('Correct the host. Azure lists each registry with its login server; newer ones include a hash.'),
  },
  'registry-not-visible': {
    why: () => t("The registry may be in another subscription, or this account can't see it."),
    check: list,
    fix: () => t('Add `--subscription`, or ask an administrator who can see the registry.'),
  },
  'unusable-host': {
    why: ({ host }) => {
      const answer = registryOf(host, undefined);
      if (answer.kind === 'unusable') return t('`{0}` is {1}. Use `{2}`.', host, answer.what, answer.suggestion);
      return t('The host may have a port, or be the internal name of a private link or a regional endpoint.');
    },
    check: known => ({
      text: registryField(known, 'loginServer'),
      purpose: t('show the login server of {0}', known.registry),
    }),
    fix: () => t('Use the plain login server, even with a private endpoint.'),
  },
  'image-not-found': {
    why: ({ image, shown }) =>
      t('`{0}` may not exist in {1}: it may have a typo, or have been pushed elsewhere or deleted.', image, shown),
    check: known =>
      known.isAzure
        ? {
            text: azText('acr repository show', ['--name', known.registry], ['--image', known.image]),
            purpose: t('look for {0} in {1}', known.image, known.host),
          }
        : inspect(known),
    fix: () => t('Correct the repository or the tag, or push the image.'),
  },
  'image-quarantined': {
    why: () => t("The image may be in quarantine. Until it is released, it looks as if it didn't exist."),
    check: known => ({
      text: registryField(known, 'policies.quarantinePolicy.status'),
      purpose: t('show whether {0} quarantines images', known.host),
    }),
    fix: () => t('Let the scanner release it from quarantine.'),
  },
  'platform-mismatch': {
    why: () => t("An image is built for the builder's platform: one from an ARM laptop doesn't run on most nodes."),
    check: known =>
      known.isAzure
        ? {
            text: azText(
              'acr manifest show',
              ['--registry', known.registry],
              ['--name', known.image],
              query('manifests[].platform'),
            ),
            purpose: t('list the platforms of {0}', known.image),
          }
        : inspect(known),
    fix: () => t('Build for the platform of the nodes (`--platform`), or select matching nodes with a `nodeSelector`.'),
  },
  'malformed-reference': {
    why: ({ host, image }) =>
      image.startsWith(`${host}/`)
        ? t('`{0}` is in the name twice, so the second one counts as part of the repository.', host)
        : t('An image name has a host. It has no capitals in the repository, no `https://` and no placeholder.'),
    check: scan,
    fix: () => t('Correct the reference in the manifest.'),
  },
  'unresolved-reference': {
    why: () => t('A template may have left a placeholder or an empty value in the name.'),
    check: scan,
    fix: () => t('Render the template and check the image name.'),
  },
  'not-a-pull-error': {
    why: () => '',
    check: null,
    fix: () => t("The pull needs no fix. Check the container's log, and the previous event."),
  },
};

const whole = ({ host, image }: AdviceContext) => (host === 'docker.io' ? image : `${host}/${image}`);
