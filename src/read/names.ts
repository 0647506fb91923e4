/** Endings behind which a template becomes YAML or JSON: `deployment.yaml.j2`. */
const templateEndings = 'tpl|tmpl|tftpl|template|gotmpl|j2|jinja|jinja2|erb|envsubst|dist|sample|example'.split('|');

const endings = ['yaml', 'yml', 'json', 'jsonc', 'tpl', 'tmpl', 'bicep', 'bicepparam', 'tf', 'tfvars'];
const dockerfiles = ['Dockerfile', 'Containerfile', 'dockerfile', 'containerfile'];

/**
 * Globs of the names of files that can hold images, or decide what is deployed: which are opened at all. The formats
 * decide the rest.
 */
export const manifestNames: readonly string[] = [
  ...endings.map(ending => `*.${ending}`),
  // One by one: VS Code's search finds nothing for braces within braces.
  ...['yaml', 'yml', 'json'].flatMap(ending => templateEndings.map(template => `*.${ending}.${template}`)),
  ...dockerfiles.flatMap(name => [name, `${name}.*`, `${name}-*`, `${name}_*`, `*.${name}`]),
  'Kustomization',
  '.helmignore',
];

/** Returns whether a file of this name, or at this path, is opened. */
export function isManifestName(path: string): boolean {
  return NAMES.test(path.slice(path.lastIndexOf('/') + 1));
}

/** A star is the only sign of these globs. As on Windows and macOS, case does not count. */
const NAMES = new RegExp(
  `^(?:${manifestNames.map(glob => glob.replaceAll('.', '\\.').replaceAll('*', '.*')).join('|')})$`,
  'is',
);

/** Returns whether a file is one of a chart's values, by its name. */
export function isValuesName(name: string): boolean {
  const stem = /^(.*)\.ya?ml(?:\.\w+)?$/is.exec(name)?.[1]?.toLowerCase();
  if (stem === undefined) return false;
  const base = stem.slice(stem.lastIndexOf('/') + 1);
  return base.includes('values') || base.startsWith('helmfile') || `/${stem}`.includes('/values/');
}

const YAML = new RegExp(`\\.ya?ml(?:\\.(?:${templateEndings.join('|')}))?$`, 'i');
const JSON_NAME = new RegExp(`\\.jsonc?(?:\\.(?:${templateEndings.join('|')}))?$`, 'i');

/** Returns whether a file is YAML by its name, maybe once a template is filled in. */
export function isYamlName(name: string): boolean {
  return YAML.test(name);
}

/** Returns whether a file is JSON by its name, maybe once a template is filled in. */
export function isJsonName(name: string): boolean {
  return JSON_NAME.test(name);
}
