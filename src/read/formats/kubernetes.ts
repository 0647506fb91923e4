import { readObject } from '../kubernetes/objects.ts';
import { isJsonName, isYamlName } from '../names.ts';
import { formatOfDocuments } from '../source/documents.ts';

export const kubernetes = formatOfDocuments({
  id: 'kubernetes',
  recognizes: ({ name, text }) =>
    text.includes('kind') &&
    text.includes('apiVersion') &&
    (isYamlName(name) ? OBJECT.test(text) || !KEY.test(text) : isJsonName(name)),
  mayMatter: text => MARKS.some(mark => text.includes(mark)),
  read: (root, builder, rules) => readObject(root, builder, { rules }),
});

/** An object in YAML has these keys itself, or is an item of a list. It may be indented as a whole. */
const OBJECT = /^(?:[-{] *)?["']?(?:apiVersion|kind)["']?\s*:/m;
const KEY = /^["']?\w[\w.-]*["']?[ \t]*:/m;

/** Images in any spelling of the key, and what is in objects that other documents depend on, or that send others. */
const MARKS = [
  ...['mage', 'erviceAccount', 'dockerc', 'AcrPullBinding', 'argoproj.io', 'fluxcd.', 'addons.cluster.x-k8s.io'],
  ...['azurecr', '$patch', 'oci://', 'pkg.crossplane.io', 'values.yaml'],
];
