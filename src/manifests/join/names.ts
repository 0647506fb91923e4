const endings = ['yaml', 'yml', 'json', 'jsonc', 'tpl', 'bicep', 'bicepparam', 'tf', 'tfvars'];
/** Endings behind which a template becomes YAML: `deployment.yaml.j2`. */
const templates = 'tpl,tmpl,template,gotmpl,j2,jinja,jinja2,erb,envsubst,dist,sample,example'.split(',');

/** Globs of the names of files that can hold images: which are opened at all. The formats decide the rest. */
export const manifestNames: readonly string[] = [
  ...endings.map(ending => `*.${ending}`),
  // One by one: VS Code's search finds nothing where braces stand within braces.
  ...['yaml', 'yml'].flatMap(ending => templates.map(template => `*.${ending}.${template}`)),
  ...['Dockerfile', 'Containerfile'].flatMap(name => [name, `${name}.*`, `${name}-*`, `*.${name}`]),
  ...['dockerfile', 'containerfile'].flatMap(name => [name, `${name}.*`, `${name}-*`, `*.${name}`]),
  'Kustomization',
];
