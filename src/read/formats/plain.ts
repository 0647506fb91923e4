import { t } from '../../model/l10n.ts';
import type { RegistryEntry, Workload } from '../../model/workload.ts';
import type { Format } from '../format.ts';
import { composed } from '../renames.ts';
import { type Beginning, type DocumentFormat, formatOfDocuments, isJsonName, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { findPlaceholders, type Settle, shellDefault } from '../source/placeholders.ts';
import { at, fields, find, settledAs, textOf, type View } from '../source/view.ts';
import { plainPod } from './kubernetes/pods.ts';

/** A format of which only the paths of images have to be known. */
interface PlainFormat extends Pick<DocumentFormat, 'id' | 'about' | 'recognizes'> {
  /** As `find` takes them. */
  readonly images: readonly string[];
  /** Repositories of what is built and then pulled by a tag that only the build makes. */
  readonly built?: readonly string[];
  readonly platform: 'build' | 'pipeline' | 'kubernetes' | 'edgeDevice';
  /** Comes before the paths, for people, where a file has a name of its own. */
  readonly title?: string;
  settle?(root: View): Settle;
}

const isNamed =
  (pattern: RegExp) =>
  ({ name }: Beginning) =>
    pattern.test(name);

const EDGE = ['modulesContent.$edgeAgent.*', 'modulesContent.$edgeAgent.*.*', 'content.modulesContent.$edgeAgent.*'];
/** In layered deployments, a key is the whole path to what it adds: `properties.desired.modules.filter`. */
const LAYERED = ['modulesContent.$edgeAgent.*', 'content.modulesContent.$edgeAgent.*'];
const EDGE_ENTRIES = [
  ...EDGE.map(path => `${path}.runtime.settings.registryCredentials.*`),
  ...LAYERED.flatMap(path => [`${path}.settings.registryCredentials.*`, `${path}.*`, path]),
];
const GITLAB = ['', 'default.', '*.'];

/** `${localEnv:NAME:default}` is how a variable of the host is written in a dev container. */
const localEnv: Settle = placeholder => {
  const [, name, text = ''] = /^\$\{localEnv:(\w+):([^{}]*)\}$/.exec(placeholder) ?? [];
  if (name === undefined || text === '') return shellDefault(placeholder);
  return { text, span: undefined, role: t('default of {0}', name) };
};

const PLAIN: readonly PlainFormat[] = [
  {
    // https://containers.dev/implementors/json_reference/
    id: 'devcontainer',
    about: {
      files: '`devcontainer.json`, `.devcontainer.json`',
      reads: '`image`',
      leavesOut:
        'features, which are no images; images of a Dockerfile or a compose file beside it, which are read there',
    },
    recognizes: isNamed(/(?:^|\/)\.?devcontainer\.json$/i),
    images: ['image'],
    platform: 'build',
    title: 'devcontainer · ',
    settle: () => localEnv,
  },
  {
    // https://learn.microsoft.com/azure/iot-edge/module-composition
    id: 'iot-edge',
    about: {
      files: 'deployment manifests of IoT Edge and their templates, `module.json`',
      reads:
        'images of modules and system modules, also in layered deployments, with `registryCredentials`: addresses and user names; the repository of a module that is built, and in deployments `${MODULES.name}` and `${MODULEDIR<path>}`, which mean it',
      leavesOut:
        'values of other placeholders, which the tool that makes the deployment puts in; credentials that another deployment or the agent of the device has; an image that is the whole value of a path in a layered deployment',
    },
    recognizes: ({ name, text }) =>
      isJsonName(name) && (text.includes('$edgeAgent') || text.includes('$schema-version')),
    images: [
      ...EDGE.flatMap(path => ['modules', 'systemModules'].map(modules => `${path}.${modules}.*.settings.image`)),
      ...LAYERED.map(path => `${path}.settings.image`),
    ],
    built: ['image.repository'],
    platform: 'edgeDevice',
  },
  {
    // https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment, reference-yaml-deployment-managed-online
    id: 'azure-ml',
    about: {
      files: 'YAML of Azure Machine Learning, by `$schema`',
      reads: '`image` of environments, also inline in deployments, components and jobs',
      leavesOut: 'environments that are named or built from a Dockerfile',
    },
    recognizes: ({ name, text }) => isYamlName(name) && text.includes('azuremlschemas'),
    images: [
      'image',
      'environment.image',
      'environment.docker.image',
      'jobs.*.environment.image',
      'jobs.*.component.environment.image',
    ],
    platform: 'build',
  },
  {
    // https://docs.gitlab.com/ci/yaml/#image
    id: 'gitlab-ci',
    about: {
      files: '`.gitlab-ci.yml`, `*.gitlab-ci.yml`',
      reads: '`image` and `services` of the pipeline and of jobs, with its variables',
      leavesOut: 'variables of included files and of jobs; images in scripts',
    },
    recognizes: isNamed(/(?:^|[/.])gitlab-ci[^/]*\.ya?ml$/i),
    images: GITLAB.flatMap(at => ['image', 'image.name', 'services[]', 'services[].name'].map(path => at + path)),
    platform: 'pipeline',
    settle: root => hole => {
      const name = /^\$\{?(\w+)\}?$/.exec(hole)?.[1];
      const own = fields(root).some(({ value }) => name !== undefined && at(value, 'variables', name) !== undefined);
      const variable = at(root, 'variables', name ?? '');
      return own ? undefined : settledAs(at(variable, 'value') ?? variable, t('value of variable {0}', name ?? ''));
    },
  },
  {
    // https://skaffold.dev/docs/references/yaml/
    id: 'skaffold',
    about: {
      files: '`skaffold.yaml`',
      reads: 'images that it builds and the cluster pulls, with an unknown tag; those of `verify` and `customActions`',
      leavesOut: '`--default-repo`, which changes the registry',
    },
    recognizes: ({ name, text }) => isYamlName(name) && /^apiVersion\s*:\s*["']?skaffold\//m.test(text),
    images: ['verify[].container.image', 'customActions[].containers[].image'],
    built: ['build.artifacts[].image', 'profiles[].build.artifacts[].image'],
    platform: 'kubernetes',
  },
  {
    // https://docs.dapr.io/developing-applications/local-development/multi-app-dapr-run/multi-app-template/
    id: 'dapr',
    about: {
      files: '`dapr.yaml`',
      reads: '`containerImage` of apps, which `dapr run -k` deploys to Kubernetes',
      leavesOut: 'components, which run no image',
    },
    recognizes: isNamed(/(?:^|\/)dapr\.ya?ml$/i),
    images: ['apps[].containerImage', 'common.containerImage'],
    platform: 'kubernetes',
  },
  {
    // https://porter.sh/docs/bundle/manifest/
    id: 'porter',
    about: {
      files: '`porter.yaml`',
      reads: '`images` that a bundle uses, and bundles that it depends on',
      leavesOut: 'the images of the bundle itself, which Porter builds and publishes',
    },
    recognizes: isNamed(/(?:^|\/)porter\.ya?ml$/i),
    images: ['dependencies.requires[].bundle.reference'],
    built: ['images.*.repository'],
    platform: 'build',
  },
  {
    // https://learn.microsoft.com/dotnet/aspire/deployment/manifest-format
    id: 'aspire',
    about: {
      files: 'the manifest of .NET Aspire: `aspire-manifest.json`',
      reads: '`image` of containers',
      leavesOut: 'projects and Dockerfiles, whose images have no name before they are built',
    },
    recognizes: ({ name, text }) =>
      isJsonName(name) && (text.includes('aspire-8.0.json') || /"type"\s*:\s*"container\.v\d"/.test(text)),
    images: ['resources.*.image'],
    platform: 'build',
  },
];

/** In GitLab's pipelines, keys beside jobs. */
const NO_JOB = /^(?:variables|include|workflow|stages|spec)\./;

/**
 * The registry credentials of an IoT Edge deployment. A password is never looked at.
 * https://learn.microsoft.com/azure/iot-edge/module-edgeagent-edgehub
 */
function edgeRegistries(root: View, harvest: Harvest): readonly RegistryEntry[] {
  const isOpen = (text = '') => findPlaceholders(text).length > 0;
  return EDGE_ENTRIES.flatMap(path => find(root, path)).flatMap(({ value, where }): readonly RegistryEntry[] => {
    const written = at(value, 'address');
    const [server, username] = [written, at(value, 'username')].map(textOf);
    if (written === undefined || server === undefined || !where.includes('registryCredentials')) return [];
    const open = [
      ...(isOpen(server) ? (['server'] as const) : []),
      ...(isOpen(username) ? (['username'] as const) : []),
    ];
    const span = harvest.spanOf(written);
    return [{ server, identity: undefined, username, open, span }];
  });
}

export const plainFormats: readonly Format[] = PLAIN.map(
  ({ images, built = [], platform, title = '', settle, ...format }) =>
    formatOfDocuments({
      ...format,
      mayMatter: text => /image|repository|services|bundle/i.test(text),
      read: (root, harvest) => {
        const settled = settle?.(root) ?? shellDefault;
        const registries = platform === 'edgeDevice' ? edgeRegistries(root, harvest) : [];
        const workloads = new Map<string | undefined, Workload>();
        const workload = (where: string, isBuilt = false): Workload => {
          const ofPath = /^(?:resources|apps|images|jobs)?[.[]?([\w-]+)/.exec(where)?.[1];
          const name = title === '' ? ofPath : textOf(at(root, 'name'));
          if (platform === 'edgeDevice') {
            const module = /([^.]+)\.settings\.image$/.exec(where)?.[1];
            return isBuilt ? { platform: 'build', name } : { platform, name: module, registries };
          }
          const own: Workload = platform === 'kubernetes' ? plainPod({}) : { platform, name };
          const known = workloads.get(name) ?? own;
          workloads.set(name, known);
          return known;
        };
        for (const { value, where } of images.flatMap(path => find(root, path))) {
          if (!NO_JOB.test(where)) harvest.image(value, title + where, workload(where), settled);
        }
        for (const { value, where } of built.flatMap(path => find(root, path))) {
          const beside = find(root, where.replace(/\.?\w+$/, ''))[0]?.value;
          const version = textOf(at(beside, 'tag', 'version'));
          const tag = version === undefined ? textOf(at(beside, 'tag')) : `${version}-\${platform}`;
          const digest = textOf(at(beside, 'digest'));
          const image = composed(textOf(value) ?? '', tag ?? (digest === undefined ? '${tag}' : undefined), digest);
          harvest.split(value, where, image, workload(where, true));
          const written = harvest.written(value);
          if (written === undefined || version === undefined) continue;
          harvest.declaration({
            kind: 'moduleAliases',
            aliases: [{ ...written, text: `${written.text}:${tag}`, name: '' }],
          });
        }
      },
    }),
);
