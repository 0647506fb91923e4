import { t } from '../../model/l10n.ts';
import { formatOfDocuments } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { shellDefault } from '../source/placeholders.ts';
import { at, textOf, type View } from '../source/view.ts';

/** https://containers.dev/implementors/json_reference/ */
export const devcontainer = formatOfDocuments({
  id: 'devcontainer',
  about: {
    files: '`devcontainer.json`, `.devcontainer.json`',
    reads: '`image`',
    leavesOut: 'features, which are no images; what a Dockerfile or a compose file beside it names is read there',
  },
  recognizes: ({ name }) => /(?:^|\/)\.?devcontainer\.json$/i.test(name),
  mayMatter: text => text.includes('image'),
  read: readDevcontainer,
});

function readDevcontainer(root: View, harvest: Harvest): void {
  const workload = { platform: 'build', name: textOf(at(root, 'name')) } as const;
  harvest.image(at(root, 'image'), 'devcontainer · image', workload, localEnv);
}

/** `${localEnv:NAME:default}` is how a variable of the host is written here. */
const localEnv = (placeholder: string) => {
  const match = /^\$\{localEnv:(\w+):([^{}]*)\}$/.exec(placeholder);
  const [, name, text] = match ?? [];
  if (name === undefined || text === undefined || text === '') return shellDefault(placeholder);
  return { text, span: undefined, role: t('default of {0}', name) };
};
