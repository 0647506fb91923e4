import type { CustomResource, Parameters } from './customResource.ts';

const TEKTON_PARAMETERS: Parameters = {
  written: /^\$\((?:inputs\.)?params\.([\w.-]+)\)$/,
  lists: ['spec.params', 'spec.taskSpec.params', 'spec.pipelineSpec.params'],
};

const ARGO_PARAMETERS: Parameters = {
  written: /^\{\{-?\s*workflow\.parameters\.([\w.-]+)\s*-?\}\}$/,
  lists: ['spec.arguments.parameters', 'spec.workflowSpec.arguments.parameters'],
};

/** A bundle that a task or pipeline is taken from: by the resolver's parameter, and as it was before resolvers. */
const bundle = (at: string) => [`${at}.bundle`, `${at}.params[name=bundle].value`];

/** The parts of a Tekton task that name an image, below `at`. */
const task = (at: string) => [`${at}.steps[].image`, `${at}.sidecars[].image`, `${at}.stepTemplate.image`];
const pipeline = (at: string) =>
  ['tasks', 'finally'].flatMap(list => [...task(`${at}.${list}[].taskSpec`), ...bundle(`${at}.${list}[].taskRef`)]);

/** The parts of an Argo Workflows spec, below `at`. */
const workflow = (at: string) =>
  ['templates[]', 'templateDefaults'].flatMap(each =>
    [
      'container.image',
      'script.image',
      'initContainers[].image',
      'sidecars[].image',
      'containerSet.containers[].image',
      'http.image',
    ].map(path => `${at}.${each}.${path}`),
  );

const argoSources = (at: string, paths: readonly string[]) =>
  ['source', 'sources[]'].flatMap(source => paths.map(path => `${at}.${source}.${path}`));
const argoApplication = (at: string) => ({
  values: argoSources(at, ['helm.valuesObject', 'helm.values']),
  valueLists: argoSources(at, ['helm.parameters']),
  renameTexts: argoSources(at, ['kustomize.images']),
});

const STRATEGIES = ['dockerStrategy', 'sourceStrategy', 'customStrategy'].map(
  strategy => `spec.strategy.${strategy}.from(kind=DockerImage).name`,
);

/** Builds, deliveries and installers: the images that pipelines run in, and those that they bring. */
export const DELIVERY: readonly CustomResource[] = [
  // OpenShift, whose streams import images, and whose builds begin with them
  {
    group: 'image.openshift.io',
    kinds: ['ImageStream'],
    images: ['spec.tags[].from(kind=DockerImage).name', 'spec.dockerImageRepository'],
  },
  { group: 'image.openshift.io', kinds: ['ImageStreamImport'], images: ['spec.images[].from(kind=DockerImage).name'] },
  { group: 'build.openshift.io', kinds: ['BuildConfig', 'Build'], images: STRATEGIES },
  // Argo
  {
    group: 'argoproj.io',
    kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'],
    images: workflow('spec'),
    manifests: ['spec.templates[].resource.manifest'],
    parameters: ARGO_PARAMETERS,
  },
  {
    group: 'argoproj.io',
    kinds: ['CronWorkflow'],
    images: workflow('spec.workflowSpec'),
    manifests: ['spec.workflowSpec.templates[].resource.manifest'],
    puller: 'spec.workflowSpec',
    parameters: ARGO_PARAMETERS,
  },
  {
    group: 'argoproj.io',
    kinds: ['Sensor'],
    images: ['spec.template.container.image'],
    // as it was before version 0.13
    templates: ['spec.template'],
    makesObjects: true,
    puller: 'spec.template',
  },
  { group: 'argoproj.io', kinds: ['EventSource'], images: ['spec.template.container.image'], puller: 'spec.template' },
  { group: 'argoproj.io', kinds: ['Application'], ...argoApplication('spec') },
  { group: 'argoproj.io', kinds: ['ApplicationSet'], ...argoApplication('spec.template.spec') },
  {
    group: 'argoproj.io',
    kinds: ['ArgoCD'],
    images: [
      'spec.image',
      'spec.repo.image',
      'spec.redis.image',
      'spec.ha.redisProxyImage',
      'spec.sso.dex.image',
      'spec.notifications.image',
      'spec.applicationSet.image',
    ],
  },
  // Tekton
  { group: 'tekton.dev', kinds: ['Task', 'ClusterTask'], images: task('spec'), parameters: TEKTON_PARAMETERS },
  {
    group: 'tekton.dev',
    kinds: ['TaskRun'],
    images: [...task('spec.taskSpec'), ...bundle('spec.taskRef')],
    parameters: TEKTON_PARAMETERS,
  },
  { group: 'tekton.dev', kinds: ['Pipeline'], images: pipeline('spec'), parameters: TEKTON_PARAMETERS },
  {
    group: 'tekton.dev',
    kinds: ['PipelineRun'],
    images: [...pipeline('spec.pipelineSpec'), ...bundle('spec.pipelineRef')],
    puller: 'spec.taskRunTemplate',
    parameters: TEKTON_PARAMETERS,
  },
  { group: 'tekton.dev', kinds: ['StepAction'], images: ['spec.image'], parameters: TEKTON_PARAMETERS },
  // Flux
  { group: 'helm.toolkit.fluxcd.io', kinds: ['HelmRelease'], values: ['spec.values'] },
  { group: 'helm.fluxcd.io', kinds: ['HelmRelease'], values: ['spec.values'] },
  { group: 'kustomize.toolkit.fluxcd.io', kinds: ['Kustomization'], renames: ['spec.images'] },
  {
    group: 'image.toolkit.fluxcd.io',
    kinds: ['ImageRepository'],
    images: ['spec.image'],
    controller: 'image-reflector-controller',
  },
  {
    group: 'source.toolkit.fluxcd.io',
    kinds: ['OCIRepository'],
    artifacts: ['spec.url'],
    controller: 'source-controller',
  },
  {
    // https://fluxcd.io/flux/components/source/helmrepositories/#helm-oci-repository
    group: 'source.toolkit.fluxcd.io',
    kinds: ['HelmRepository'],
    charts: ['spec.url'],
    controller: 'source-controller',
  },
  // Builds and package managers
  {
    group: 'shipwright.io',
    kinds: ['BuildStrategy', 'ClusterBuildStrategy'],
    images: ['spec.steps[].image', 'spec.buildSteps[].image'],
  },
  { group: 'kpack.io', kinds: ['ClusterStack'], images: ['spec.buildImage.image', 'spec.runImage.image'] },
  { group: 'kpack.io', kinds: ['ClusterStore'], images: ['spec.sources[].image'] },
  { group: 'kpack.io', kinds: ['ClusterBuildpack', 'Buildpack'], images: ['spec.image'] },
  { group: 'pkg.crossplane.io', kinds: ['Provider', 'Configuration', 'Function'], images: ['spec.package'] },
  { group: 'operators.coreos.com', kinds: ['CatalogSource'], images: ['spec.image'] },
  {
    group: 'operators.coreos.com',
    kinds: ['ClusterServiceVersion'],
    templates: ['spec.install.spec.deployments[].spec.template'],
    images: ['spec.relatedImages[].image'],
  },
  { group: 'zarf.dev', kinds: ['ZarfPackageConfig'], images: ['components[].images[]'] },
];
