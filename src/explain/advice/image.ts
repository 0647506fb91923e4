import { t } from '../../model/l10n.ts';
import { registryOf } from '../../verdict/registry/registries.ts';
import { type AdviceTable, az, type Known, registryField, word } from './known.ts';

const list = () => `${az('acr list', ['--query', '[].loginServer'])} -o tsv`;

/** Which host was asked, and whether it holds what was asked for. */
export const imageAdvice: AdviceTable = {
  'registry-not-found': {
    why: ({ host, shown }) => {
      if (host === 'docker.io') return t('An image without a host is looked for here, not in your own registry.');
      if (host === 'hub.docker.com') return t('This is the site of Docker Hub and no registry.');
      const answer = registryOf(host, undefined);
      if (answer.kind === 'nearMiss')
        return answer.suggestion
          ? t('{0} is no registry of Azure; `{1}` is probably meant.', shown, answer.suggestion)
          : t('{0} is no registry of Azure.', shown);
      return t('There may be no registry by the name of {0}, or not in this subscription and cloud.', shown);
    },
    check: ({ isAzure, host }) =>
      isAzure || registryOf(host, undefined).kind !== 'foreign' || host === 'docker.io'
        ? list()
        : `nslookup ${word(host)}`,
    fix: ({ host }) =>
      host === 'hub.docker.com'
        ? t('Write the name without hub.docker.com/r/ and hub.docker.com/_/ before it.')
        : t('Write the login server as the list shows it, the hash in newer ones included.'),
  },
  'registry-not-visible': {
    why: () => t('The registry may be in another subscription, or hidden from this sign-in.'),
    check: list,
    fix: () => t('Name its subscription (--subscription), or ask a person with access to look.'),
  },
  'unusable-host': {
    why: ({ host }) => {
      const answer = registryOf(host, undefined);
      if (answer.kind === 'unusable')
        return t('`{0}` is {1}; `{2}` is the host to write.', host, answer.what, answer.suggestion);
      return t(
        'The host has a form that nodes cannot pull from: a port, the inner name of a private link, or a regional endpoint on old nodes.',
      );
    },
    check: known => registryField(known, 'loginServer'),
    fix: () => t('Write the plain login server. With a private endpoint it is the right name, too.'),
  },
  'image-not-found': {
    why: ({ image, shown }) =>
      t('`{0}` may not exist in {1}: a typing error, a tag that was pushed elsewhere, or cleaned up.', image, shown),
    check: known =>
      known.isAzure
        ? az('acr repository show', ['--name', known.registry], ['--image', known.image])
        : `docker manifest inspect ${word(whole(known))}`,
    fix: () => t('Correct the repository or the tag, or push the image.'),
  },
  'image-quarantined': {
    why: () => t('The registry may keep the image in quarantine, where it looks as if it were not there.'),
    check: known => registryField(known, 'policies.quarantinePolicy.status'),
    fix: () => t('Have it released by whatever scans it.'),
  },
  'platform-mismatch': {
    why: () =>
      t(
        'A build is made for the machine that it runs on: one from a laptop with an ARM processor is none for most nodes.',
      ),
    check: known =>
      known.isAzure
        ? az(
            'acr manifest show',
            ['--registry', known.registry],
            ['--name', known.image],
            ['--query', 'manifests[].platform'],
          )
        : `docker manifest inspect ${word(whole(known))}`,
    fix: () =>
      t(
        'Build it for the platform (docker buildx build --platform linux/amd64,linux/arm64), or keep the workload to matching nodes with a nodeSelector.',
      ),
  },
  'malformed-reference': {
    why: ({ host, image }) =>
      image.startsWith(`${host}/`)
        ? t('`{0}` is written twice before the image, so the second one was taken for a part of the repository.', host)
        : t(
            'The name of an image holds no capitals in the repository, no space, no https:// in front, and no placeholder left open.',
          ),
    check: () => 'acr-pull scan',
    fix: () => t('Correct the reference in the manifest.'),
  },
  'unresolved-reference': {
    why: () => t('A template may have left a placeholder or an empty value in the name.'),
    check: () => 'acr-pull scan',
    fix: () => t('Render the template and look at what becomes of the image.'),
  },
  'not-a-pull-error': {
    why: () => '',
    check: null,
    fix: () => t("Nothing about the pull. Look at the container's own log, and at the event before."),
  },
};

const whole = ({ host, image }: Known) => (host === 'docker.io' ? image : `${host}/${image}`);
