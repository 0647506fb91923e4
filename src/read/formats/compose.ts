import { isYamlName } from '../names.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { type Settle, shellDefault } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, fields, items, textOf, type View } from '../source/view.ts';

/** Compose files. Defaults of variables count, as Compose would take them. */
export const compose = formatOfDocuments({
  id: 'compose',
  recognizes: ({ name, text }) =>
    isYamlName(name) &&
    text.includes('services') &&
    /^(?:services|"services"|'services')\s*:/m.test(text) &&
    !/^(?:apiVersion|jobs|steps|stages|resources|pool)\s*:/m.test(text),
  mayMatter: text => text.includes('image'),
  read: readCompose,
});

/**
 * With a `build`, Compose pulls the image first and builds what it can't pull, unless the policy asks for a build.
 * https://github.com/compose-spec/compose-spec/blob/main/build.md#using-build-and-image
 * With `never` it pulls nothing. https://github.com/compose-spec/compose-spec/blob/main/05-services.md#pull_policy
 */
function readCompose(root: View, builder: ReadingBuilder): void {
  for (const { key, value: service } of fields(at(root, 'services'))) {
    const workload = { platform: 'compose', name: key.text } as const;
    const where = `service ${key.text}`;
    const policy = textOf(at(service, 'pull_policy'));
    if (policy !== 'never' && (policy !== 'build' || at(service, 'build') === undefined)) {
      builder.image(at(service, 'image'), `${where} · image`, workload, composeValue);
    }
    for (const [index, volume] of items(at(service, 'volumes')).entries()) {
      if (textOf(at(volume, 'type')) !== 'image') continue;
      builder.image(at(volume, 'source'), `${where} · volumes[${index}].source`, workload, composeValue);
    }
  }
}

/**
 * `$$` is a dollar sign, and no variable. https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
const composeValue: Settle = (placeholder, isEscaped) => (isEscaped ? undefined : shellDefault(placeholder));
