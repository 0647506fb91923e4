import { isJsonName, isYamlName } from '../names.ts';
import type { Beginning } from '../source/beginning.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { findValues } from '../source/view.ts';
import { readChartAddress } from '../values/chartAddress.ts';

/**
 * Kustomizations, components, and the files that only kustomizations use. They pull nothing but registry
 * charts: their images are those of the deployments that they are built into.
 */
export const kustomization = formatOfDocuments({
  id: 'kustomization',
  recognizes,
  readsLists: true,
  mayMatter: text => text.includes('helmCharts'),
  read: (root, builder) => {
    for (const { value: chart, where } of findValues(root, 'helmCharts[]')) {
      readChartAddress(chart, 'repo', where, 'kustomize', builder);
    }
  },
});

function recognizes({ name, text }: Beginning): boolean {
  if (/(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(name)) return true;
  if (!isYamlName(name) && !isJsonName(name)) return false;
  if (/kustomize\.config\.k8s\.io|ImageTagTransformer/.test(text)) return isYamlName(name);
  if (/^apiVersion\s*:/m.test(text)) return false;
  return CONFIGURATION.test(text) || isReplacements(text) || isOperations(text);
}

const CONFIGURATION = /^images:[^\S\n]*\n[^\S\n]*- (?:path|kind|group|version)\s*:/m;

function isReplacements(text: string): boolean {
  return (
    /^(?:- )?source(?:Value)?\s*:/m.test(text) && /^(?: {2})?targets\s*:/m.test(text) && text.includes('fieldPath')
  );
}

function isOperations(text: string): boolean {
  return (
    /^(?:-|\[)/m.test(text) &&
    /\bop["']? ?: ?["']?(?:add|replace|test|copy|move|remove)\b/.test(text) &&
    /\bpath["']? ?: ?["']?\//.test(text)
  );
}
