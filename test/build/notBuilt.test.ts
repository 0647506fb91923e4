// A deployment that can't be built as a whole shows as much as its own files show. The rest is open.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { BuiltFiles } from './builtFiles.ts';
import '../read/readers.ts';

/** Each image with the file that shows it, and where its pods may have more pull secrets from. */
function said(files: Readonly<Record<string, string>>): readonly string[] {
  const built = BuiltFiles.of(files);
  return Object.keys(files).flatMap(file => built.references(file).map(each => `${file}: ${oneLine(each)}`));
}

function oneLine({ image, text, workload }: ImageReference): string {
  const name = image.kind === 'image' ? `${image.registry}/${image.repository}:${image.tag ?? image.unresolved}` : text;
  const more = workload.platform === 'kubernetes' ? workload.morePullSecrets.map(each => each.text) : [];
  return more.length === 0 ? name : `${name} (secrets of ${more.join(', ')})`;
}

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  const built = BuiltFiles.of(files);
  return Object.keys(files).flatMap(file => built.problems(file).map(({ message }) => message));
}

const REMOTE = 'github.com/acme/base//web?ref=v1';

describe('a kustomization of a remote base', () => {
  test('an image that it replaces there is pulled, by pods with any secrets', () => {
    const files = {
      'kustomization.yaml': `resources: [${REMOTE}]
images:
- name: web
  newName: acme.azurecr.io/web
  newTag: "2"
- name: acme.azurecr.io/worker
`,
    };
    assert.deepEqual(said(files), [
      `kustomization.yaml: acme.azurecr.io/web:2 (secrets of ${REMOTE})`,
      // its tag is that of the base
      `kustomization.yaml: acme.azurecr.io/worker:{{tag}} (secrets of ${REMOTE})`,
    ]);
  });

  test('an image that an overlay replaces once more is the one of the overlay', () => {
    const files = {
      'base/kustomization.yaml': `resources: [${REMOTE}]\nimages: [{name: web, newName: acmedev.azurecr.io/web}]\n`,
      'prod/kustomization.yaml': `resources: [../base]
images: [{name: acmedev.azurecr.io/web, newName: acmeprod.azurecr.io/web, newTag: v3}]
`,
    };
    assert.deepEqual(said(files), [`prod/kustomization.yaml: acmeprod.azurecr.io/web:v3 (secrets of ${REMOTE})`]);
  });

  test('a patch of an object from there is read as much as it tells', () => {
    const files = {
      'kustomization.yaml': `resources: [${REMOTE}]
patches:
- path: deployment.yaml
- target: {kind: Job, name: seed}
  patch: |
    - op: replace
      path: /spec/template/spec/containers/0/image
      value: acme.azurecr.io/seed:1
images: [{name: acme.azurecr.io/web, newTag: "5"}]
`,
      'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      imagePullSecrets: [{name: acme}]
      containers: [{name: web, image: 'acme.azurecr.io/web:1'}]
`,
    };
    assert.deepEqual(said(files), [
      `kustomization.yaml: acme.azurecr.io/seed:1 (secrets of ${REMOTE})`,
      `deployment.yaml: acme.azurecr.io/web:5 (secrets of ${REMOTE})`,
    ]);
    assert.deepEqual(problems(files), []);
  });

  test('an entry of images that matches nothing is no pull where all is in the tree', () => {
    const files = {
      'kustomization.yaml': 'resources: [pod.yaml]\nimages: [{name: other, newName: acme.azurecr.io/other}]\n',
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx:1}]}\n',
    };
    assert.deepEqual(said(files), ['pod.yaml: docker.io/library/nginx:1']);
  });

  test('a resource that does not exist may hold the image', () => {
    const files = {
      'kustomization.yaml': 'resources: [gone.yaml]\nimages: [{name: web, newName: acme.azurecr.io/web}]\n',
    };
    assert.deepEqual(said(files), ['kustomization.yaml: acme.azurecr.io/web:{{tag}} (secrets of gone.yaml)']);
    assert.deepEqual(problems(files), ['gone.yaml does not exist']);
  });

  test('a component may change what is outside', () => {
    const files = {
      'kustomization.yaml': `resources: [${REMOTE}]\ncomponents: [mirror]\n`,
      'mirror/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images: [{name: web, newName: acme.azurecr.io/web, newTag: "1"}]
`,
    };
    assert.deepEqual(said(files), [`mirror/kustomization.yaml: acme.azurecr.io/web:1 (secrets of ${REMOTE})`]);
  });
});

test('a component that no kustomization uses is said, and not judged', () => {
  const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]\n';
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: acme.azurecr.io/a}]}\n';
  const built = BuiltFiles.of({ 'extra/kustomization.yaml': component, 'extra/pod.yaml': pod });
  assert.deepEqual(built.references('extra/pod.yaml'), []);
  assert.deepEqual(
    built.deployments.undecided().map(({ file, by, why }) => `${file}: ${by}: ${why}`),
    ['extra/kustomization.yaml: a component: no kustomization here uses it'],
  );
});

describe('a chart that is not in the tree', () => {
  test('values that a kustomization inflates it with are read as they are', () => {
    const files = {
      'kustomization.yaml': `helmCharts:
- name: web
  repo: https://charts.acme.dev
  version: 1.0.0
  valuesFile: values.yaml
`,
      'values.yaml': 'image: {repository: acme.azurecr.io/web, tag: "1"}\n',
    };
    assert.deepEqual(said(files), ['values.yaml: acme.azurecr.io/web:1']);
  });

  test('the part of the values that goes to a subchart from elsewhere is read as it is', () => {
    const files = {
      'Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
- {name: java, version: 5.0.0, repository: 'oci://acme.azurecr.io/helm'}
- {name: redis, version: 1.0.0, repository: 'https://charts.acme.dev', condition: redis.enabled}
`,
      'values.yaml': `java: {image: 'acme.azurecr.io/shop:1'}
redis: {enabled: false, image: 'acme.azurecr.io/redis:1'}
unused: {image: 'acme.azurecr.io/unused:1'}
`,
    };
    assert.deepEqual(said(files), [
      'Chart.yaml: acme.azurecr.io/helm/java:5.0.0',
      'values.yaml: acme.azurecr.io/shop:1',
    ]);
  });

  test('a template that is defined there may use any value', () => {
    const files = {
      'Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
dependencies: [{name: library, version: 2.0.0, repository: 'https://charts.acme.dev'}]
`,
      'values.yaml': "image: 'acme.azurecr.io/shop:1'\n",
      'templates/all.yaml': '{{ include "library.deployment" . }}\n',
    };
    assert.deepEqual(said(files), ['values.yaml: acme.azurecr.io/shop:1']);
  });

  test('an Application brings images to a repository that is not this one', () => {
    const files = {
      'application.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {namespace: web, name: prod}
  source:
    repoURL: https://github.com/acme/other
    targetRevision: v1.0.0
    path: web
    kustomize: {images: ['web=acme.azurecr.io/web:2']}
`,
    };
    const other = 'https://github.com/acme/other at v1.0.0';
    assert.deepEqual(said(files), [`application.yaml: acme.azurecr.io/web:2 (secrets of ${other})`]);
  });

  test('an ApplicationSet brings values, whatever it makes Applications of', () => {
    const files = {
      'set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web}
spec:
  generators: [{plugin: {configMapRef: {name: teams}}}]
  template:
    spec:
      destination: {namespace: web, name: '{{name}}'}
      source:
        repoURL: https://charts.acme.dev
        chart: web
        targetRevision: 1.0.0
        helm: {valuesObject: {image: {repository: acme.azurecr.io/web, tag: '{{tag}}'}}}
`,
    };
    assert.deepEqual(said(files), ['set.yaml: acme.azurecr.io/web:{{tag}}']);
  });

  test('a postRenderer replaces images of its values', () => {
    const files = {
      'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}
  values: {image: {repository: acmedev.azurecr.io/web, tag: "1"}}
  postRenderers:
  - kustomize:
      images: [{name: acmedev.azurecr.io/web, newName: acmeprod.azurecr.io/web, newTag: "2"}]
`,
    };
    assert.deepEqual(said(files), [
      'release.yaml: acmeprod.azurecr.io/web:2 (secrets of chart web of HelmRepository acme)',
    ]);
  });
});

describe('a chart that Helm refuses with the values at hand', () => {
  const chart = {
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'values.yaml': "image: 'acme.azurecr.io/shop:1'\n",
  };

  test('is rendered as if the missing value were given, and is said', () => {
    const files = {
      ...chart,
      'templates/pod.yaml': `{{- if not .Values.url }}{{ fail "a url is needed" }}{{ end }}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: {{ .Values.image }}, args: [{{ required "a key is needed" .Values.key }}]}]}
`,
    };
    assert.deepEqual(said(files), ['values.yaml: acme.azurecr.io/shop:1']);
    assert.deepEqual(problems(files), [
      'the chart fails with these values: a url is needed',
      'the chart requires a value that is not given: a key is needed',
    ]);
  });

  test('an image of which no value gives a part is as its template writes it', () => {
    const files = {
      ...chart,
      'values.yaml': 'registry: acme.azurecr.io\ntag: ""\n',
      'templates/pods.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - image: {{ .Values.registry }}/web:{{ .Values.tag }}
  - image: "{{ .Values.registry }}/{{ .Values.name }}:{{ .Values.tag }}"
  - image: {{ .Values.host }}/worker:1
  - image: '{{ .Values.image }}'
  - image: ""
`,
    };
    assert.deepEqual(said(files), [
      'values.yaml: acme.azurecr.io/web:{{ version }}',
      'templates/pods.yaml: undefined/undefined:{{ .Values.registry }}',
      'templates/pods.yaml: undefined/undefined:1',
      'templates/pods.yaml: undefined/undefined:{{ .Values.image }}',
    ]);
  });

  test('names the template that nothing defines', () => {
    const files = { ...chart, 'templates/pod.yaml': '{{ include "shop.pod" . }}\n' };
    assert.deepEqual(problems(files), ['no template is called shop.pod']);
  });
});

test('a release of the Helm Operator hands its values to its chart', () => {
  const release = (chart: string) => `apiVersion: helm.fluxcd.io/v1
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  releaseName: web
  chart: ${chart}
  values: {image: {repository: acme.azurecr.io/web, tag: "1"}, other: {image: acme.azurecr.io/other}}
`;
  const elsewhere = { 'web.yaml': release('{repository: https://charts.acme.dev, name: web, version: 1.0.0}') };
  assert.deepEqual(said(elsewhere), ['web.yaml: acme.azurecr.io/web:1', 'web.yaml: acme.azurecr.io/other:undefined']);
  const here = {
    'web.yaml': release('{git: https://github.com/acme/ops, path: charts/web}'),
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{image: '{{ .Values.image.repository }}:{{ .Values.image.tag }}'}]}
`,
  };
  assert.deepEqual(said(here), ['web.yaml: acme.azurecr.io/web:1']);
});

test('a ResourceSet of the Flux Operator makes the releases that it lists', () => {
  const files = {
    'set.yaml': `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: teams}
spec:
  resources:
  - apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: web}
    spec:
      chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}
      values: {image: {repository: acme.azurecr.io/web, tag: "1"}}
`,
  };
  assert.deepEqual(said(files), ['set.yaml: acme.azurecr.io/web:1']);
});

test('a manifest that a kustomization puts into a ConfigMap is a manifest all the same', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: acme.azurecr.io/a:1}]}\n';
  const files = { 'kustomization.yaml': 'configMapGenerator: [{name: addon, files: [pod.yaml]}]\n', 'pod.yaml': pod };
  assert.deepEqual(said(files), ['pod.yaml: acme.azurecr.io/a:1']);
});

test('an Application that stands in the folder that it deploys deploys its neighbours', () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {namespace: web, name: prod}
  source: {repoURL: https://github.com/acme/web, path: k8s}
`;
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: acme.azurecr.io/a:1}]}\n';
  const built = BuiltFiles.of({ 'k8s/application.yaml': application, 'k8s/pod.yaml': pod });
  assert.deepEqual(
    built.references('k8s/pod.yaml').map(({ destinations = [] }) => destinations.map(({ by }) => by)),
    [['Argo CD Application web']],
  );
});

test('a replacement may take its value from what is outside, or put it there', () => {
  const files = {
    'kustomization.yaml': `resources: [${REMOTE}, pod.yaml]
patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {initContainers: [{name: init, image: placeholder}]}}}
replacements:
- source: {kind: Pod, name: a, fieldPath: spec.containers.0.image}
  targets: [{select: {kind: Deployment, name: web}, fieldPaths: ['spec.template.spec.initContainers.[name=init].image']}]
- source: {kind: Certificate, name: there, fieldPath: metadata.namespace}
  targets: [{select: {kind: Issuer}, fieldPaths: [spec.name]}]
`,
    'pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: acme.azurecr.io/a:1}]}\n',
  };
  assert.deepEqual(said(files), [
    'pod.yaml: acme.azurecr.io/a:1',
    `pod.yaml: acme.azurecr.io/a:1 (secrets of ${REMOTE})`,
  ]);
  assert.deepEqual(problems(files), []);
});

test('values that a kustomization puts into a Secret are inputs that nothing names', () => {
  const files = {
    'kustomization.yaml':
      'resources: [release.yaml]\nsecretGenerator: [{name: web-values, files: [values.yaml=web-values.yaml]}]\n',
    'web-values.yaml': 'image: {repository: acme.azurecr.io/web, tag: "1"}\n',
    'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}
  valuesFrom: [{kind: Secret, name: web-values}]
`,
  };
  assert.deepEqual(said(files), ['web-values.yaml: acme.azurecr.io/web:1']);
});
