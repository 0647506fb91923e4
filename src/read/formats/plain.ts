import { t } from '../../model/l10n.ts';
import type { Workload } from '../../model/workload.ts';
import type { Format } from '../format.ts';
import { composed } from '../image.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { isJsonName, isYamlName } from '../names.ts';
import type { Beginning } from '../source/beginning.ts';
import { type DocumentFormat, formatOfDocuments } from '../source/documents.ts';
import { type Settle, shellDefault } from '../source/placeholders.ts';
import { at, fields, findValues, settledAs, textOf, type View } from '../source/view.ts';

/** A format that is known by its images' paths alone. */
interface PlainFormat extends Pick<DocumentFormat, 'id' | 'recognizes'> {
  /** As `find` takes them. */
  readonly images: readonly string[];
  /** Repositories of what is built and then pulled by a tag that only the build makes. */
  readonly built?: readonly string[];
  readonly platform: 'build' | 'pipeline' | 'kubernetes';
  /** Comes before the paths, for people, where a file has a name of its own. */
  readonly title?: string;
  settle?(root: View): Settle;
}

const isNamed =
  (pattern: RegExp) =>
  ({ name }: Beginning) =>
    pattern.test(name);

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
    recognizes: isNamed(/(?:^|\/)\.?devcontainer\.json$/i),
    images: ['image'],
    platform: 'build',
    title: 'devcontainer · ',
    settle: () => localEnv,
  },
  {
    // https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment,
    // reference-yaml-deployment-managed-online
    id: 'azure-ml',
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
    recognizes: isNamed(/(?:^|[/.])gitlab-ci[^/]{0,250}\.ya?ml$/i),
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
    recognizes: ({ name, text }) => isYamlName(name) && /^apiVersion\s*:\s*["']?skaffold\//m.test(text),
    images: ['verify[].container.image', 'customActions[].containers[].image'],
    built: ['build.artifacts[].image', 'profiles[].build.artifacts[].image'],
    platform: 'kubernetes',
  },
  {
    // https://docs.dapr.io/developing-applications/local-development/multi-app-dapr-run/multi-app-template/
    id: 'dapr',
    recognizes: isNamed(/(?:^|\/)dapr\.ya?ml$/i),
    images: ['apps[].containerImage', 'common.containerImage'],
    platform: 'kubernetes',
  },
  {
    // https://learn.microsoft.com/dotnet/aspire/deployment/manifest-format
    id: 'aspire',
    recognizes: ({ name, text }) =>
      isJsonName(name) && (text.includes('aspire-8.0.json') || /"type"\s*:\s*"container\.v\d"/.test(text)),
    images: ['resources.*.image'],
    platform: 'build',
  },
];

/** In GitLab's pipelines, keys beside jobs. */
const NO_JOB = /^(?:variables|include|workflow|stages|spec)\./;

export const plainFormats: readonly Format[] = PLAIN.map(
  ({ images, built = [], platform, title = '', settle, ...format }) =>
    formatOfDocuments({
      ...format,
      mayMatter: text => /image|services/i.test(text),
      read: (root, builder) => {
        const settled = settle?.(root) ?? shellDefault;
        const workloads = new Map<string | undefined, Workload>();
        const workload = (where: string): Workload => {
          const ofPath = /^(?:resources|apps|jobs)?[.[]?([\w-]+)/.exec(where)?.[1];
          const name = title === '' ? ofPath : textOf(at(root, 'name'));
          const own: Workload = platform === 'kubernetes' ? plainPod({}) : { platform, name };
          const known = workloads.get(name) ?? own;
          workloads.set(name, known);
          return known;
        };
        for (const { value, where } of images.flatMap(path => findValues(root, path))) {
          if (!NO_JOB.test(where)) builder.image(value, title + where, workload(where), settled);
        }
        for (const { value, where } of built.flatMap(path => findValues(root, path))) {
          builder.split(value, where, composed(textOf(value) ?? '', '${tag}', undefined), workload(where));
        }
      },
    }),
);
